#pragma once

#include "core/calendar/SyntaxTree.h"
#include "core/calendar/Timetable.h"
#include "ui/builder/BuilderHistory.h"
#include "ui/text/TimeView.h"

#include <optional>
#include <vector>

#include <QString>
#include <QStringList>
#include <QVector>

namespace reveille::ui {

/// The expression builder without its widgets: lines, each on its syntax tree, a zone and the line in hand.
/// The text is the truth: an edit of one part leaves every other byte as typed, and what cannot be read is
/// left alone. A value type; GUI-free and pure but for the zone database.
class BuilderModel
{
public:
    /// As many lines as the strictest provider takes schedules for one machine.
    static constexpr qsizetype kMostLines = 8;

    struct Line
    {
        QString text;
        std::optional<calendar::SyntaxTree> tree;  ///< nothing if empty or refused
        std::optional<calendar::ParseError> error; ///< nothing if empty or read
        [[nodiscard]] bool isEmpty() const { return text.trimmed().isEmpty(); }
    };

    BuilderModel() { set(QStringList(), QString()); }

    /// Begins anew: nothing to undo. No lines are one empty line.
    void set(const QStringList& lines, const QString& zone);

    [[nodiscard]] const QVector<Line>& lines() const { return m_lines; }
    [[nodiscard]] const Line& line() const { return m_lines[m_text.current]; }
    [[nodiscard]] int current() const { return m_text.current; }
    [[nodiscard]] QStringList texts() const { return m_text.lines; }
    [[nodiscard]] const QString& zoneName() const { return m_text.zone; }
    /// The zone of that name, or nothing.
    [[nodiscard]] const std::optional<calendar::TimeZone>& zone() const { return m_zone; }
    /// All lines in the zone; nothing while one of them or the zone cannot be read. Empty lines count as
    /// refused unless there is another.
    [[nodiscard]] const std::optional<calendar::Timetable>& timetable() const { return m_timetable; }

    /// The tree that the controls edit: an empty line stands for every day at midnight. Nothing while the
    /// line is refused.
    [[nodiscard]] std::optional<calendar::SyntaxTree> editable() const;

    void setCurrent(int line);
    void type(int line, const QString& text);
    /// @name Deeds: one step back each. False if refused, and then nothing changed.
    /// @{
    bool setValues(calendar::Part part, const std::vector<int>& values);
    bool setDaysFromEnd(const std::vector<int>& values);
    bool setPart(calendar::Part part, const QString& written);
    /// An edit of editable(); a refused one changes nothing.
    bool take(const calendar::SyntaxTree::Edit& edit);
    /// The line in hand anew; several texts become several lines in its place.
    bool replaceLine(const QStringList& texts, const QString& zone = {});
    /// Any line anew, as replaceLine().
    bool replaceLine(int line, const QStringList& texts, const QString& zone = {});
    /// All lines anew, read in that zone.
    bool replaceAll(const QStringList& texts, const QString& zone);
    bool addLine();
    bool removeLine(int line);
    void setZone(const QString& name);
    /// @}

    [[nodiscard]] bool canUndo() const { return m_history.canUndo(); }
    [[nodiscard]] bool canRedo() const { return m_history.canRedo(); }
    void undo();
    void redo();

private:
    void change(WhenText text, BuilderHistory::Step step);
    void read(WhenText text);

    WhenText m_text;
    QVector<Line> m_lines;
    std::optional<calendar::TimeZone> m_zone;
    std::optional<calendar::Timetable> m_timetable;
    BuilderHistory m_history;
};

/// The parser counts bytes of UTF-8, Qt counts UTF-16 units.
[[nodiscard]] int columnOf(const QString& text, std::size_t bytes);
[[nodiscard]] std::size_t bytesOf(const QString& text, int column);

} // namespace reveille::ui
