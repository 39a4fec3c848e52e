// Everything that comes from a network and is read here: event streams in pieces, and answers in JSON. The
// first byte says which, the rest is the input.

#include "core/http/SseParser.h"
#include "core/providers/dedalus/DedalusExtrasJson.h"
#include "core/providers/dedalus/DedalusJson.h"
#include "core/providers/dedalus/ExecutionEvents.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include <QJsonDocument>
#include <QJsonObject>

namespace {

using namespace reveille;

/// Reads the stream in pieces of a size that the input chooses.
QVector<SseEvent> readIn(const QByteArray& stream, qsizetype piece, QByteArray& lastId)
{
    SseParser parser;
    QVector<SseEvent> events;
    for (qsizetype at = 0; at < stream.size(); at += piece) {
        const auto told = parser.feed(stream.mid(at, piece));
        if (!told)
            break;
        events += *told;
    }
    lastId = parser.lastEventId();
    return events;
}

void fuzzStream(const QByteArray& stream, qsizetype piece)
{
    QByteArray whole;
    QByteArray pieces;
    // However it was cut, it is the same stream.
    if (readIn(stream, stream.size() + 1, whole) != readIn(stream, piece, pieces) || whole != pieces)
        std::abort();
}

void fuzzJson(const QByteArray& text)
{
    const QJsonDocument document = QJsonDocument::fromJson(text);
    const QJsonObject object = document.object();
    const AccountId account{QStringLiteral("account")};
    if (const auto machine = machineFromJson(object, account); machine && machine->key.machine.isEmpty())
        std::abort();
    static_cast<void>(machinePageFromJson(object, account));
    if (const auto execution = executionFromJson(object); execution && execution->id.isEmpty())
        std::abort();
    static_cast<void>(executionPageFromJson(object));
    if (const auto events = eventPageFromJson(object))
        static_cast<void>(outputOf(events->items, 10));
    static_cast<void>(outputFromJson(object));
    static_cast<void>(usageFromJson(object, object));
    static_cast<void>(artifactPageFromJson(object));
    static_cast<void>(portPageFromJson(object));
    static_cast<void>(sshFromJson(object));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0)
        return 0;
    const QByteArray input(reinterpret_cast<const char*>(data + 1), static_cast<qsizetype>(size - 1));
    if (data[0] % 2 == 0)
        fuzzStream(input, 1 + data[0] / 2 % 16);
    else
        fuzzJson(input);
    return 0;
}
