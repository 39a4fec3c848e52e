#include "ui/builder/BuilderHistory.h"

#include <algorithm>

namespace reveille::ui {

namespace {

constexpr qsizetype kMostSteps = 200;

} // namespace

void BuilderHistory::start(const WhenText& text)
{
    m_states = {text};
    m_at = 0;
    m_typing = false;
}

/// One more letter of the same word on the same line, or one letter less.
bool BuilderHistory::continues(const WhenText& text) const
{
    const WhenText& last = now();
    if (!m_typing || m_at == 0 || canRedo() || last.current != text.current || last.zone != text.zone ||
        last.lines.size() != text.lines.size())
        return false;
    const QString& before = last.lines[last.current];
    const QString& after = text.lines[text.current];
    const QString& earlier = m_states[m_at - 1].lines.value(text.current);
    const bool grows = after.size() == before.size() + 1 && !after.endsWith(u' ');
    const bool grew = before.size() > earlier.size();
    const bool shrinks = after.size() + 1 == before.size();
    return (grows && grew) || (shrinks && !grew);
}

void BuilderHistory::record(const WhenText& text, Step step)
{
    if (text == now())
        return;
    // Another line being looked at, or the cursor elsewhere, is no step.
    if (text.lines == now().lines && text.zone == now().zone) {
        m_states[m_at].current = text.current;
        m_typing = false;
        return;
    }
    if (step == Step::Typing && continues(text)) {
        m_states[m_at] = text;
        return;
    }
    m_states.resize(m_at + 1);
    m_states.append(text);
    if (m_states.size() > kMostSteps)
        m_states.removeFirst();
    m_at = m_states.size() - 1;
    m_typing = step == Step::Typing;
}

const WhenText& BuilderHistory::undo()
{
    m_at = std::max<qsizetype>(0, m_at - 1);
    m_typing = false;
    return now();
}

const WhenText& BuilderHistory::redo()
{
    m_at = std::min(m_states.size() - 1, m_at + 1);
    m_typing = false;
    return now();
}

} // namespace reveille::ui
