#pragma once

#include <QFont>
#include <QFontMetrics>

class QWidget;

namespace reveille::ui {

/// The program's own text face at 13.5 px: Inter where installed, else the system's.
[[nodiscard]] QFont textFont();
/// Expressions and output: JetBrains Mono where installed, else the system's fixed-width face.
[[nodiscard]] QFont monoFont();

/// Relatives of a base font, by purpose.
[[nodiscard]] QFont titleFont(const QFont& base);   ///< 18 px, semibold: one per page
[[nodiscard]] QFont strongFont(const QFont& base);  ///< what a row is about
[[nodiscard]] QFont smallFont(const QFont& base);   ///< what it means
[[nodiscard]] QFont headingFont(const QFont& base); ///< column headings and group names

/// The rhythm all distances are multiples of: 8 px with the usual text size, growing with it.
[[nodiscard]] int unit(const QFontMetrics& metrics);
[[nodiscard]] int unit(const QWidget* widget);

} // namespace reveille::ui
