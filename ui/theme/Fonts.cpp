#include "ui/theme/Fonts.h"

#include <algorithm>

#include <QFontDatabase>
#include <QWidget>

namespace reveille::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr double kTextPoints = 13.5 * 72.0 / 96.0;

QFont scaled(const QFont& base, double pixels, QFont::Weight weight)
{
    QFont font = base;
    const double size = base.pointSizeF() > 0 ? base.pointSizeF() : kTextPoints;
    font.setPointSizeF(size * pixels / 13.5);
    font.setWeight(weight);
    return font;
}

} // namespace

QFont textFont()
{
    QFont font = QFontDatabase::systemFont(QFontDatabase::GeneralFont);
    if (QFontDatabase::hasFamily(u"Inter"_s))
        font.setFamilies({u"Inter"_s, font.family()});
    font.setPointSizeF(kTextPoints);
    font.setHintingPreference(QFont::PreferNoHinting);
    return font;
}

QFont monoFont()
{
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    if (QFontDatabase::hasFamily(u"JetBrains Mono"_s))
        font.setFamilies({u"JetBrains Mono"_s, font.family()});
    font.setStyleHint(QFont::Monospace);
    font.setFixedPitch(true);
    font.setPointSizeF(kTextPoints * 13.0 / 13.5);
    font.setHintingPreference(QFont::PreferNoHinting);
    return font;
}

QFont titleFont(const QFont& base)
{
    return scaled(base, 18, QFont::DemiBold);
}

QFont strongFont(const QFont& base)
{
    return scaled(base, 13.5, QFont::DemiBold);
}

QFont smallFont(const QFont& base)
{
    return scaled(base, 12, QFont::Normal);
}

QFont headingFont(const QFont& base)
{
    return scaled(base, 11.5, QFont::DemiBold);
}

int unit(const QFontMetrics& metrics)
{
    return std::max(6, qRound(metrics.height() * 0.48));
}

int unit(const QWidget* widget)
{
    return unit(QFontMetrics(widget->font()));
}

} // namespace reveille::ui
