#pragma once

#include <array>
#include <cstddef>

#include <QColor>
#include <QPalette>

namespace reveille::ui {

/// The roles that colours play. Nothing outside ui/theme names a colour.
enum class Color
{
    Window,
    Sidebar,
    Surface,
    Raised,
    Line,
    Grid,
    Text,
    Dim,
    Faint,
    AccentFill,
    OnAccent,
    Accent,
    Selection,
    Ok,
    Failed,
    Running,
    Asleep,
    Warning,
    WarningFill,
    Knob,
    SwitchOff,
    Count
};

/// One theme's colours by role.
class Colors
{
public:
    using Table = std::array<QRgb, static_cast<std::size_t>(Color::Count)>;

    explicit constexpr Colors(const Table& table) : m_table(table) {}
    [[nodiscard]] QColor operator[](Color role) const
    {
        return QColor::fromRgb(m_table[static_cast<std::size_t>(role)]);
    }

private:
    Table m_table;
};

[[nodiscard]] const Colors& lightColors();
[[nodiscard]] const Colors& darkColors();

/// Whether the palette's window is darker than its text.
[[nodiscard]] bool isDark(const QPalette& palette);
/// The colours that belong to a palette, so that painting code needs no global state.
[[nodiscard]] const Colors& colorsOf(const QPalette& palette);
[[nodiscard]] QPalette makePalette(const Colors& colors);

/// WCAG 2 contrast ratio, 1 to 21.
[[nodiscard]] double contrastRatio(const QColor& a, const QColor& b);

} // namespace reveille::ui
