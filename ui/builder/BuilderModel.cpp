#include "ui/builder/BuilderModel.h"

#include <algorithm>

namespace reveille::ui {

using namespace Qt::StringLiterals;
using calendar::SyntaxTree;

int columnOf(const QString& text, std::size_t bytes)
{
    const QByteArray utf8 = text.toUtf8();
    return static_cast<int>(
        QString::fromUtf8(utf8.first(std::min(static_cast<qsizetype>(bytes), utf8.size()))).size());
}

std::size_t bytesOf(const QString& text, int column)
{
    return static_cast<std::size_t>(text.left(column).toUtf8().size());
}

void BuilderModel::set(const QStringList& lines, const QString& zone)
{
    WhenText text;
    if (!lines.isEmpty())
        text.lines = lines;
    text.zone = zone;
    m_history.start(text);
    m_lines.clear();
    read(std::move(text));
}

/// Reads only what differs from what was read before.
void BuilderModel::read(WhenText text)
{
    text.current = std::clamp(text.current, 0, static_cast<int>(text.lines.size()) - 1);
    m_lines.resize(text.lines.size());
    for (qsizetype i = 0; i < text.lines.size(); ++i) {
        Line& line = m_lines[i];
        if (line.text == text.lines[i] && (line.tree || line.error))
            continue;
        line = {text.lines[i], std::nullopt, std::nullopt};
        if (line.isEmpty())
            continue;
        auto tree = SyntaxTree::parse(line.text.toStdString());
        if (tree)
            line.tree = *std::move(tree);
        else
            line.error = tree.error();
    }
    if (!m_zone || text.zone != m_text.zone)
        m_zone = calendar::TimeZone::load(text.zone.toStdString());
    m_text = std::move(text);
    m_timetable.reset();
    const bool readable =
        std::all_of(m_lines.cbegin(), m_lines.cend(), [](const Line& line) { return line.tree.has_value(); });
    if (!readable || !m_zone)
        return;
    std::vector<std::string> texts;
    for (const Line& line : m_lines)
        texts.push_back(line.tree->text());
    if (auto timetable = calendar::Timetable::parse(texts, *m_zone))
        m_timetable = *std::move(timetable);
}

void BuilderModel::change(WhenText text, BuilderHistory::Step step)
{
    read(std::move(text));
    m_history.record(m_text, step);
}

std::optional<SyntaxTree> BuilderModel::editable() const
{
    if (!line().isEmpty())
        return line().tree;
    const auto everyDay = SyntaxTree::parse("*-*-*");
    return everyDay ? std::optional(*everyDay) : std::nullopt;
}

void BuilderModel::setCurrent(int line)
{
    m_text.current = std::clamp(line, 0, static_cast<int>(m_lines.size()) - 1);
}

void BuilderModel::type(int line, const QString& typed)
{
    WhenText text = m_text;
    text.current = std::clamp(line, 0, static_cast<int>(m_lines.size()) - 1);
    text.lines[text.current] = typed;
    change(std::move(text), BuilderHistory::Step::Typing);
}

bool BuilderModel::take(const SyntaxTree::Edit& edit)
{
    if (!edit)
        return false;
    WhenText text = m_text;
    text.lines[text.current] = QString::fromStdString(edit->text());
    change(std::move(text), BuilderHistory::Step::Deed);
    return true;
}

bool BuilderModel::setValues(calendar::Part part, const std::vector<int>& values)
{
    const auto tree = editable();
    return tree && take(tree->withValues(part, values));
}

bool BuilderModel::setDaysFromEnd(const std::vector<int>& values)
{
    const auto tree = editable();
    return tree && take(tree->withDaysFromMonthEnd(values));
}

bool BuilderModel::setPart(calendar::Part part, const QString& written)
{
    const auto tree = editable();
    return tree && take(tree->withText(part, written.toStdString()));
}

bool BuilderModel::replaceLine(const QStringList& texts, const QString& zone)
{
    return replaceLine(m_text.current, texts, zone);
}

bool BuilderModel::replaceLine(int line, const QStringList& texts, const QString& zone)
{
    if (texts.isEmpty() || line < 0 || line >= m_lines.size() ||
        m_lines.size() - 1 + texts.size() > kMostLines)
        return false;
    WhenText text = m_text;
    text.lines.removeAt(line);
    for (qsizetype i = 0; i < texts.size(); ++i)
        text.lines.insert(line + i, texts[i]);
    text.current = line;
    if (!zone.isEmpty())
        text.zone = zone;
    change(std::move(text), BuilderHistory::Step::Deed);
    return true;
}

bool BuilderModel::replaceAll(const QStringList& texts, const QString& zone)
{
    if (texts.isEmpty() || texts.size() > kMostLines)
        return false;
    change({texts, zone, 0}, BuilderHistory::Step::Deed);
    return true;
}

bool BuilderModel::addLine()
{
    if (m_lines.size() >= kMostLines)
        return false;
    WhenText text = m_text;
    text.lines.append(QString());
    text.current = static_cast<int>(text.lines.size()) - 1;
    change(std::move(text), BuilderHistory::Step::Deed);
    return true;
}

bool BuilderModel::removeLine(int line)
{
    if (m_lines.size() < 2 || line < 0 || line >= m_lines.size())
        return false;
    WhenText text = m_text;
    text.lines.removeAt(line);
    text.current = std::min(line, static_cast<int>(text.lines.size()) - 1);
    change(std::move(text), BuilderHistory::Step::Deed);
    return true;
}

void BuilderModel::setZone(const QString& name)
{
    WhenText text = m_text;
    text.zone = name;
    change(std::move(text), BuilderHistory::Step::Deed);
}

void BuilderModel::undo()
{
    read(m_history.undo());
}

void BuilderModel::redo()
{
    read(m_history.redo());
}

} // namespace reveille::ui
