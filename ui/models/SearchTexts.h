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
    }
    void append(const QString& text)
    {
        m_bytes += text.toUtf8();
        m_bytes += '\0';
        m_ends.append(m_bytes.size());
    }
    [[nodiscard]] QByteArrayView at(qsizetype row) const
    {
        return QByteArrayView(m_bytes).sliced(begin(row), m_ends[row] - begin(row) - 1);
    }
    [[nodiscard]] bool contains(qsizetype row, const QByteArray& needle) const
    {
        return all().substr(offset(row), offset(row + 1) - offset(row)).find(viewOf(needle)) != kNone;
    }
    /// Calls `found` with every row that contains the needle (which is not empty), ascending.
    template <typename Found> void find(const QByteArray& needle, const Found& found) const
    {
        qsizetype row = 0;
        for (std::size_t at = all().find(viewOf(needle)); at != kNone;
             at = all().find(viewOf(needle), offset(row))) {
            while (offset(row + 1) <= at)
                ++row;
            found(row++);
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
    QVector<qsizetype> m_ends; ///< by row: where the next one begins
};

} // namespace reveille::ui
