#pragma once

#include <QStringList>
#include <QVector>

namespace reveille::ui {

/// What a person edits: lines as typed, the zone's name, and the line that the controls act on.
struct WhenText
{
    QStringList lines{QString()};
    QString zone;
    int current = 0;

    friend bool operator==(const WhenText&, const WhenText&) = default;
};

/// The steps of one edit, over all lines, so that what a button did to several lines is one step back. Typing
/// is gathered word by word.
class BuilderHistory
{
public:
    enum class Step
    {
        Typing,
        Deed ///< a control, a fix, a paste: a step of its own
    };

    void start(const WhenText& text);
    void record(const WhenText& text, Step step);
    [[nodiscard]] const WhenText& now() const { return m_states[m_at]; }
    [[nodiscard]] bool canUndo() const { return m_at > 0; }
    [[nodiscard]] bool canRedo() const { return m_at + 1 < m_states.size(); }
    const WhenText& undo();
    const WhenText& redo();

private:
    [[nodiscard]] bool continues(const WhenText& text) const;

    QVector<WhenText> m_states{WhenText()};
    qsizetype m_at = 0;
    bool m_typing = false;
};

} // namespace reveille::ui
