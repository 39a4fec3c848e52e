#include "ui/theme/TabularText.h"

#include <algorithm>

namespace reveille::ui {

namespace {

int digitWidth(const QFontMetrics& metrics)
{
    int width = 0;
    for (char16_t c = u'0'; c <= u'9'; ++c)
        width = std::max(width, metrics.horizontalAdvance(QChar(c)));
    return width;
}

bool isDigit(QChar c)
{
    return c >= u'0' && c <= u'9';
}

/// Calls `piece(text, width)` for each digit and each stretch without digits.
template <typename Piece> void split(const QFontMetrics& metrics, const QString& text, Piece piece)
{
    const int digit = digitWidth(metrics);
    qsizetype at = 0;
    while (at < text.size()) {
        if (isDigit(text[at])) {
            piece(text.mid(at, 1), digit);
            ++at;
            continue;
        }
        const qsizetype start = at;
        while (at < text.size() && !isDigit(text[at]))
            ++at;
        const QString words = text.mid(start, at - start);
        piece(words, metrics.horizontalAdvance(words));
    }
}

} // namespace

int tabularWidth(const QFontMetrics& metrics, const QString& text)
{
    int width = 0;
    split(metrics, text, [&](const QString&, int advance) { width += advance; });
    return width;
}

void drawTabular(QPainter* painter, const QRect& rect, Qt::Alignment flags, const QString& text)
{
    const QFontMetrics metrics = painter->fontMetrics();
    const int width = tabularWidth(metrics, text);
    if (width > rect.width()) {
        painter->drawText(rect,
                          static_cast<int>(Qt::AlignVCenter | (flags & Qt::AlignHorizontal_Mask)) |
                              Qt::TextSingleLine,
                          metrics.elidedText(text, Qt::ElideRight, rect.width()));
        return;
    }
    int x = (flags & Qt::AlignRight) ? rect.right() + 1 - width : rect.left();
    split(metrics, text, [&](const QString& piece, int advance) {
        const QRect at(x, rect.top(), advance, rect.height());
        painter->drawText(at, Qt::AlignVCenter | Qt::AlignHCenter | Qt::TextSingleLine | Qt::TextDontClip,
                          piece);
        x += advance;
    });
}

} // namespace reveille::ui
