#pragma once

#include <optional>

#include <QString>
#include <QStringList>

namespace reveille::ui {

/// A text in another way of writing schedules, with what it would become. Nothing is taken by itself.
struct PasteOffer
{
    QString from;       ///< "cron"
    QStringList lines;  ///< calendar events; empty if it was refused
    QString zone;       ///< name of the zone to read them in; empty: as it is
    QStringList losses; ///< what the text says and the lines do not
    QString refusal;    ///< why there are no lines

    friend bool operator==(const PasteOffer&, const PasteOffer&) = default;
};

/// Nothing for a calendar event and for what looks like no way of writing at all.
[[nodiscard]] std::optional<PasteOffer> pasteOffer(const QString& text);

} // namespace reveille::ui
