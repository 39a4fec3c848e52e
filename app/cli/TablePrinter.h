#pragma once

#include <utility>

#include <QString>
#include <QStringList>
#include <QVector>

namespace reveille::cli {

/// A table for people: columns as wide as their widest cell, two blanks between, no trailing blanks. Cells
/// are plain text; what a terminal would obey is taken out of them.
class TablePrinter
{
public:
    enum class Align
    {
        Left,
        Right
    };

    explicit TablePrinter(const QStringList& titles);
    void align(int column, Align align);
    void addRow(const QStringList& cells);
    [[nodiscard]] bool isEmpty() const { return m_rows.isEmpty(); }

    /// All lines, without the last line's end.
    [[nodiscard]] QString text() const;

private:
    QStringList m_titles;
    QVector<Align> m_align;
    QVector<QStringList> m_rows;
};

/// "Name:  value" lines with the values under each other; for showing one thing.
[[nodiscard]] QString factsText(const QVector<std::pair<QString, QString>>& facts);

/// Cells that a text takes on a terminal: combining marks take none, East Asian wide characters two.
[[nodiscard]] int terminalWidth(const QString& text);

} // namespace reveille::cli
