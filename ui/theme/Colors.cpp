#include "ui/theme/Colors.h"

#include <algorithm>
#include <cmath>

namespace reveille::ui {

namespace {

constexpr QRgb rgb(unsigned value)
{
    return 0xFF000000U | value;
}

// In the order of Color.
constexpr Colors kLight{{rgb(0xF5F3EF), rgb(0xEEEBE5), rgb(0xFFFFFF), rgb(0xFBFAF7), rgb(0xE2DED6),
                         rgb(0xEFECE6), rgb(0x20242A), rgb(0x5C6168), rgb(0x666B72), rgb(0xE8A33D),
                         rgb(0x2A1A00), rgb(0x8F4E05), rgb(0xFBEBD0), rgb(0x1A6E40), rgb(0xBC3127),
                         rgb(0x17658B), rgb(0x4F5CC4), rgb(0x7A5400), rgb(0xFFF4D6), rgb(0xFFFFFF),
                         rgb(0xC9C4BA)}};
constexpr Colors kDark{{rgb(0x17191D), rgb(0x131518), rgb(0x1D2025), rgb(0x23272D), rgb(0x31363D),
                        rgb(0x282C32), rgb(0xE9E6E0), rgb(0xA0A5AD), rgb(0x989EA6), rgb(0xE8A33D),
                        rgb(0x2A1A00), rgb(0xF0B35A), rgb(0x3B301D), rgb(0x58C98A), rgb(0xFF7B6E),
                        rgb(0x63BFEA), rgb(0x97A1F5), rgb(0xF1C65B), rgb(0x33290F), rgb(0xFFFFFF),
                        rgb(0x4A5059)}};

double channel(double value)
{
    return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
}

double luminance(const QColor& color)
{
    return 0.2126 * channel(color.redF()) + 0.7152 * channel(color.greenF()) +
           0.0722 * channel(color.blueF());
}

} // namespace

const Colors& lightColors()
{
    return kLight;
}

const Colors& darkColors()
{
    return kDark;
}

bool isDark(const QPalette& palette)
{
    return palette.color(QPalette::Window).lightness() < palette.color(QPalette::WindowText).lightness();
}

const Colors& colorsOf(const QPalette& palette)
{
    return isDark(palette) ? kDark : kLight;
}

QPalette makePalette(const Colors& colors)
{
    QPalette palette;
    palette.setColor(QPalette::Window, colors[Color::Window]);
    palette.setColor(QPalette::WindowText, colors[Color::Text]);
    palette.setColor(QPalette::Base, colors[Color::Surface]);
    palette.setColor(QPalette::AlternateBase, colors[Color::Raised]);
    palette.setColor(QPalette::Text, colors[Color::Text]);
    palette.setColor(QPalette::PlaceholderText, colors[Color::Faint]);
    palette.setColor(QPalette::Button, colors[Color::Surface]);
    palette.setColor(QPalette::ButtonText, colors[Color::Text]);
    palette.setColor(QPalette::BrightText, colors[Color::Failed]);
    palette.setColor(QPalette::Highlight, colors[Color::Selection]);
    palette.setColor(QPalette::HighlightedText, colors[Color::Text]);
    palette.setColor(QPalette::Link, colors[Color::Accent]);
    palette.setColor(QPalette::LinkVisited, colors[Color::Accent]);
    palette.setColor(QPalette::ToolTipBase, colors[Color::Raised]);
    palette.setColor(QPalette::ToolTipText, colors[Color::Text]);
    palette.setColor(QPalette::Light, colors[Color::Raised]);
    palette.setColor(QPalette::Midlight, colors[Color::Grid]);
    palette.setColor(QPalette::Mid, colors[Color::Line]);
    palette.setColor(QPalette::Dark, colors[Color::Line]);
    palette.setColor(QPalette::Shadow, colors[Color::Line]);
    for (const auto role :
         {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::HighlightedText})
        palette.setColor(QPalette::Disabled, role, colors[Color::Faint]);
    palette.setColor(QPalette::Disabled, QPalette::Highlight, colors[Color::Grid]);
    return palette;
}

double contrastRatio(const QColor& a, const QColor& b)
{
    const double la = luminance(a);
    const double lb = luminance(b);
    return (std::max(la, lb) + 0.05) / (std::min(la, lb) + 0.05);
}

} // namespace reveille::ui
