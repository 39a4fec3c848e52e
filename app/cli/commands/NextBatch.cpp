#include "app/cli/commands/NextBatch.h"

#include "app/cli/Session.h"
#include "app/cli/commands/NextQuestion.h"
#include "core/calendar/batch/Batch.h"

namespace reveille::cli {

void runBatch(Session& session, const NextOptions& options)
{
    constexpr qint64 kPiece = 1 << 18;
    // Not this computer's zone: the same lines shall get the same answers everywhere.
    const auto zone = zoneOf(options, calendar::TimeZone::utc());
    if (!zone) {
        session.fail(zone.error());
        return;
    }
    const auto after = afterOf(session, options, *zone);
    if (!after) {
        session.fail(after.error());
        return;
    }
    Console& console = session.console();
    calendar::Batch batch({*zone, *after, options.count}, [&console](std::string_view answers) {
        console.bytes(QByteArray::fromRawData(answers.data(), static_cast<qsizetype>(answers.size())));
        return !console.isBroken();
    });
    bool going = true;
    while (going) {
        const QByteArray piece = console.readSome(kPiece);
        if (piece.isEmpty())
            break;
        going = batch.feed({piece.constData(), static_cast<std::size_t>(piece.size())});
    }
    if (going)
        batch.finish();
    session.finish(ExitCode::Ok);
}

} // namespace reveille::cli
