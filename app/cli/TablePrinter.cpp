#include "app/cli/TablePrinter.h"

#include "core/text/ArgvText.h"

#include <algorithm>

#include <QChar>

namespace reveille::cli {

using namespace Qt::StringLiterals;

namespace {

constexpr int kGap = 2;
constexpr qsizetype kLongestCell = 120;

// The blocks that terminals draw two cells wide (Unicode UAX #11, W and F, by block).
bool isWide(char32_t c)
{
    return (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0x303E) || (c >= 0x3041 && c <= 0xA4CF) ||
           (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFE30 && c <= 0xFE6F) ||
           (c >= 0xFF00 && c <= 0xFF60) || (c >= 0xFFE0 && c <= 0xFFE6) || (c >= 0x1F300 && c <= 0x1F64F) ||
           (c >= 0x1F900 && c <= 0x1F9FF) || (c >= 0x20000 && c <= 0x3FFFD);
}

QString padded(const QString& text, int width, TablePrinter::Align align)
{
    const QString blanks(std::max(0, width - terminalWidth(text)), u' ');
    return align == TablePrinter::Align::Right ? blanks + text : text + blanks;
}

QString trimmedRight(QString text)
{
    while (text.endsWith(u' '))
        text.chop(1);
    return text;
}

} // namespace

int terminalWidth(const QString& text)
{
    int width = 0;
    for (const char32_t c : text.toUcs4()) {
        const auto category = QChar::category(c);
        if (category == QChar::Mark_NonSpacing || category == QChar::Mark_Enclosing ||
            category == QChar::Other_Format)
            continue;
        width += isWide(c) ? 2 : 1;
    }
    return width;
}

TablePrinter::TablePrinter(const QStringList& titles) : m_titles(titles), m_align(titles.size(), Align::Left)
{}

void TablePrinter::align(int column, Align align)
{
    m_align[column] = align;
}

void TablePrinter::addRow(const QStringList& cells)
{
    QStringList row;
    for (const QString& cell : cells)
        row.append(plainLine(cell, kLongestCell));
    m_rows.append(row);
}

QString TablePrinter::text() const
{
    QVector<int> widths;
    for (qsizetype column = 0; column < m_titles.size(); ++column) {
        int width = terminalWidth(m_titles.at(column));
        for (const QStringList& row : m_rows)
            width = std::max(width, terminalWidth(row.value(column)));
        widths.append(width);
    }
    QStringList lines;
    const auto add = [&](const QStringList& row) {
        QString line;
        for (qsizetype column = 0; column < m_titles.size(); ++column)
            line += padded(row.value(column), widths.at(column), m_align.at(column)) + QString(kGap, u' ');
        lines.append(trimmedRight(line));
    };
    add(m_titles);
    for (const QStringList& row : m_rows)
        add(row);
    return lines.join(u'\n');
}

QString factsText(const QVector<std::pair<QString, QString>>& facts)
{
    int width = 0;
    for (const auto& [name, value] : facts)
        width = std::max(width, terminalWidth(name));
    QStringList lines;
    for (const auto& [name, value] : facts) {
        const QString label = name.isEmpty() ? QString() : QString(name + u':');
        lines.append(trimmedRight(padded(label, width + 1 + kGap, TablePrinter::Align::Left) +
                                  plainLine(value, 2000)));
    }
    return lines.join(u'\n');
}

} // namespace reveille::cli
