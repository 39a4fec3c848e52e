#include "app/cli/commands/OutputLimitsCommand.h"

#include "app/cli/Invocation.h"
#include "core/model/TimeText.h"

#include <array>
#include <limits>
#include <memory>
#include <utility>

#include <QJsonObject>

#include <CLI/CLI.hpp>

namespace reveille::cli {

using namespace Qt::StringLiterals;

namespace {

struct LimitTexts
{
    std::string age;
    std::string size;
};

std::optional<std::chrono::hours> ageFrom(const QString& text)
{
    if (text == u"forever")
        return std::chrono::hours(0);
    const auto duration = durationFromText(text);
    if (!duration || *duration < std::chrono::hours(1))
        return std::nullopt;
    return std::chrono::floor<std::chrono::hours>(*duration);
}

/// "500M", "2G", "4096", "unlimited".
std::optional<qint64> sizeFrom(const QString& text)
{
    if (text == u"unlimited")
        return 0;
    constexpr std::array kUnits{std::pair{u'K', 1024LL}, std::pair{u'M', 1024LL * 1024},
                                std::pair{u'G', 1024LL * 1024 * 1024}};
    qint64 unit = 1;
    QString number = text;
    for (const auto& [letter, bytes] : kUnits) {
        if (text.endsWith(QChar(letter), Qt::CaseInsensitive)) {
            unit = bytes;
            number.chop(1);
        }
    }
    bool isNumber = false;
    const qint64 count = number.toLongLong(&isNumber);
    if (!isNumber || count <= 0 || count > std::numeric_limits<qint64>::max() / unit)
        return std::nullopt;
    return count * unit;
}

void print(Session& session, const OutputLimits& limits, std::optional<int> pruned)
{
    if (session.json()) {
        QJsonObject object{{u"keep_hours"_s, qint64{limits.age.count()}}, {u"keep_bytes"_s, limits.bytes}};
        if (pruned)
            object.insert(u"runs_pruned"_s, *pruned);
        session.console().json(object);
    } else {
        session.console().line(limits.age.count() == 0 ? u"Output is kept however old it is."_s
                                                       : u"Output is kept for %1 after a run's end."_s.arg(
                                                             durationToText(limits.age)));
        session.console().line(limits.bytes == 0
                                   ? u"Its size is not limited."_s
                                   : u"It may take %1 MiB; the oldest goes first."_s.arg(
                                         QString::number(double(limits.bytes) / (1024.0 * 1024.0), 'f', 1)));
        if (pruned && *pruned > 0)
            session.console().note(*pruned == 1 ? u"The output of 1 run was dropped."_s
                                                : u"The output of %1 runs was dropped."_s.arg(*pruned));
    }
    session.finish(ExitCode::Ok);
}

void limits(Session& session, const LimitTexts& texts)
{
    const auto age = ageFrom(toQString(texts.age));
    if (!texts.age.empty() && !age) {
        session.usage(u"\"%1\" is no age: write 30d, 12h or forever"_s.arg(toQString(texts.age)));
        return;
    }
    const auto size = sizeFrom(toQString(texts.size));
    if (!texts.size.empty() && !size) {
        session.usage(u"\"%1\" is no size: write 500M, 2G or unlimited"_s.arg(toQString(texts.size)));
        return;
    }
    session.withEngine(EngineUse::Look, [&session, age, size] {
        session.engine().outputLimits(session.orFail<OutputLimits>([&session, age, size](OutputLimits known) {
            if (!age && !size) {
                print(session, known, std::nullopt);
                return;
            }
            known.age = age.value_or(known.age);
            known.bytes = size.value_or(known.bytes);
            session.engine().setOutputLimits(
                known, session.orFail<int>([&session, known](int pruned) { print(session, known, pruned); }));
        }));
    });
}

} // namespace

void addOutputLimitsCommand(CLI::App& app, Invocation& invocation)
{
    const auto texts = std::make_shared<LimitTexts>();
    CLI::App* command =
        app.add_subcommand("output-limits", "How long what runs printed is kept; sets it with options");
    command->add_option("--age", texts->age, "After a run's end: 30d, 12h, forever (default: 90d)");
    command->add_option("--size", texts->size, "Of all of it: 500M, 2G, unlimited (default: 1G)");
    command->callback(
        [texts, &invocation] { invocation.start = [texts](Session& session) { limits(session, *texts); }; });
}

} // namespace reveille::cli
