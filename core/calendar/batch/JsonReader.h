#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace reveille::calendar {

/// Reads one JSON text (RFC 8259) value by value without building a tree. Strict: after the first mistake
/// every call fails, and column() and mistake() say where and why. The text must outlive the reader.
class JsonReader
{
public:
    explicit JsonReader(std::string_view text) noexcept : m_text(text) {}

    /// Steps over white space and then over `wanted`, if it comes next; not a mistake otherwise.
    [[nodiscard]] bool take(char wanted) noexcept;
    /// The next character that is no white space; NUL at the end.
    [[nodiscard]] char peek() noexcept;
    /// Nothing but white space is left.
    [[nodiscard]] bool atEnd() noexcept;

    /// `value` points into the text or, where there were escapes, into `storage`.
    [[nodiscard]] bool string(std::string_view& value, std::string& storage);
    /// A number without a fraction that 64 bits hold, however it is written: 5, 5.0 and 5e0 are the same.
    [[nodiscard]] bool integer(std::int64_t& value);
    [[nodiscard]] bool null();
    /// Any value, checked and thrown away. At most 64 levels deep.
    [[nodiscard]] bool skip();

    /// Notes a mistake here, unless there was one before. Always false.
    bool fail(const char* mistake) noexcept;
    /// Bytes from the beginning of the text.
    [[nodiscard]] std::size_t column() const noexcept { return m_at; }
    /// A plain English clause; null as long as there was none.
    [[nodiscard]] const char* mistake() const noexcept { return m_mistake; }

private:
    [[nodiscard]] bool escape(std::string& storage);
    [[nodiscard]] bool fourDigits(std::uint32_t& unit);
    [[nodiscard]] bool number(std::string_view& token);
    [[nodiscard]] bool word(std::string_view wanted);
    [[nodiscard]] bool digits() noexcept;
    [[nodiscard]] bool skipScalar();
    [[nodiscard]] char here() const noexcept { return m_at < m_text.size() ? m_text[m_at] : '\0'; }

    std::string_view m_text;
    std::size_t m_at = 0;
    const char* m_mistake = nullptr;
    std::string m_skipped;
};

} // namespace reveille::calendar
