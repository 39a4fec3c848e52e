#include "ui/builder/PasteOffer.h"

#include "core/calendar/CalendarEvent.h"
#include "core/calendar/dialect/Dialect.h"

namespace reveille::ui {

std::optional<PasteOffer> pasteOffer(const QString& text)
{
    const std::string bytes = text.trimmed().toStdString();
    if (bytes.empty() || calendar::CalendarEvent::parse(bytes))
        return std::nullopt;
    const auto dialect = calendar::detect(bytes);
    if (!dialect || *dialect == calendar::Dialect::Calendar)
        return std::nullopt;
    PasteOffer offer;
    offer.from = QString::fromLatin1(calendar::dialectName(*dialect));
    const auto translated = calendar::translate(bytes, *dialect);
    if (!translated) {
        offer.refusal = QString::fromStdString(translated.error().message);
        return offer;
    }
    for (const std::string& line : translated->lines)
        offer.lines += QString::fromStdString(line);
    for (const std::string& loss : translated->losses)
        offer.losses += QString::fromStdString(loss);
    if (translated->zone)
        offer.zone = QString::fromStdString(translated->zone->name());
    return offer;
}

} // namespace reveille::ui
