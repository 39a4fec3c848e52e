#pragma once

#include <string_view>

#include <QByteArray>
#include <QByteArrayView>
#include <QString>
#include <QVector>

namespace reveille::ui {

/// The search texts of many rows in one piece of UTF-8, each closed by a zero byte: a search runs through
/// memory in order instead of visiting a hundred thousand strings.
class SearchTexts
{
public:
    void clear()
    {
        m_bytes.clear();
        m_ends.clear();
        m_heads.clear();
    }
    void append(const QString& text)
    {
        const QByteArray bytes = text.toUtf8();
        const qsizetype line = bytes.indexOf('\n');
        m_heads.append(line < 0 ? bytes.size() : line);
        m_bytes += bytes;
        m_bytes += '\0';
        m_ends.append(m_bytes.size());
    }
    /// How many bytes a row's first line has.
    [[nodiscard]] qsizetype headSize(qsizetype row) const { return m_heads[row]; }
    [[nodiscard]] QByteArrayView at(qsizetype row) const
    {
        return QByteArrayView(m_bytes).sliced(begin(row), m_ends[row] - begin(row) - 1);
    }
    [[nodiscard]] bool contains(qsizetype row, const QByteArray& needle) const
    {
        return all().substr(offset(row), offset(row + 1) - offset(row)).find(viewOf(needle)) != kNone;
    }
    /// Calls `found` with every row that contains the needle (which is not empty), ascending, and with where
    /// in the row it first stands.
    template <typename Found> void find(const QByteArray& needle, const Found& found) const
    {
        qsizetype row = 0;
        for (std::size_t at = all().find(viewOf(needle)); at != kNone;
             at = all().find(viewOf(needle), offset(row))) {
            while (offset(row + 1) <= at)
                ++row;
            found(row, static_cast<qsizetype>(at - offset(row)));
            ++row;
        }
    }

private:
    static constexpr std::size_t kNone = std::string_view::npos;

    [[nodiscard]] static std::string_view viewOf(const QByteArray& bytes)
    {
        return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
    }
    [[nodiscard]] std::string_view all() const { return viewOf(m_bytes); }
    [[nodiscard]] qsizetype begin(qsizetype row) const { return row == 0 ? 0 : m_ends[row - 1]; }
    [[nodiscard]] std::size_t offset(qsizetype row) const { return static_cast<std::size_t>(begin(row)); }

    QByteArray m_bytes;
    QVector<qsizetype> m_ends;  ///< by row: where the next one begins
    QVector<qsizetype> m_heads; ///< by row: the size of its first line
};

} // namespace reveille::ui
