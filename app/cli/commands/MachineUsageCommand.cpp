#include "app/cli/commands/MachineUsageCommand.h"

#include "app/cli/Invocation.h"
#include "app/cli/Lookup.h"
#include "app/cli/MachineLookup.h"
#include "app/cli/TablePrinter.h"
#include "core/model/TimeText.h"
#include "core/text/UsageText.h"

#include <chrono>
#include <memory>
#include <string>
#include <utility>

#include <QDate>
#include <QFile>
#include <QSaveFile>

#include <CLI/CLI.hpp>

namespace reveille::cli {

using namespace Qt::StringLiterals;
using namespace std::chrono;

namespace {

struct UsageWords
{
    std::string id;
    std::string account;
    std::string from;
    std::string to;
    std::string rates;
    std::string csv; ///< a file, or "-" for standard output; empty: no CSV
    bool forget = false;
};

constexpr auto kRatesHelp = "takes the prices of an hour of a vCPU, of a GiB of memory and of a GiB of disk: "
                            "0.045,0.0146,0.0001 USD";

QString dayText(sys_days day)
{
    return toRfc3339(calendar::Instant(day.time_since_epoch())).left(10);
}

std::optional<sys_days> dayFrom(const std::string& text)
{
    const QDate date = QDate::fromString(QString::fromStdString(text), Qt::ISODate);
    if (!date.isValid())
        return std::nullopt;
    return sys_days(days(QDate(1970, 1, 1).daysTo(date)));
}

void printUsage(Session& session, const AccountId& account, const QVector<MachineUsage>& usage,
                const UsageRates& rates)
{
    double total = 0;
    seconds awake{0};
    QJsonArray all;
    QStringList titles{u"Day (UTC)"_s, u"Machine"_s, u"Awake"_s, u"vCPU hours"_s, u"GiB hours"_s};
    if (rates.isSet())
        titles.append(u"Cost"_s);
    TablePrinter table(titles);
    for (const MachineUsage& day : usage) {
        const double cost = usageCost(day, rates);
        total += cost;
        awake += day.awake;
        QJsonObject line{{u"day"_s, dayText(day.day)},
                         {u"machine"_s, day.machine.value},
                         {u"awake_s"_s, qint64(day.awake.count())},
                         {u"vcpu_s"_s, day.vcpuSeconds},
                         {u"memory_gib_s"_s, day.memoryGibSeconds},
                         {u"storage_gib_s"_s, day.storageGibSeconds}};
        QStringList cells{dayText(day.day), session.world().machineName({account, day.machine}),
                          durationToText(day.awake), QString::number(day.vcpuSeconds / 3600, 'f', 3),
                          QString::number(day.memoryGibSeconds / 3600, 'f', 3)};
        if (rates.isSet()) {
            line.insert(u"cost"_s, cost);
            cells.append(costText(cost, rates));
        }
        all.append(line);
        table.addRow(cells);
    }
    if (session.json()) {
        session.console().json(all);
    } else if (usage.isEmpty()) {
        session.console().line(u"Nothing was used."_s);
    } else {
        session.console().line(table.text());
        const QString sum = u"Awake %1 in all"_s.arg(durationToText(awake));
        const QString cost = rates.isSet() ? u", %1 at your rates"_s.arg(costText(total, rates)) : QString();
        session.console().line(sum + cost + u'.');
        if (!rates.isSet())
            session.console().note(u"For costs, say what you pay: reveillectl machine rates"_s);
    }
    session.finish(ExitCode::Ok);
}

/// Whole or not at all, and for its owner alone.
void writeCsv(Session& session, const AccountId& account, const QString& path,
              const QVector<MachineUsage>& usage, const UsageRates& rates)
{
    const QByteArray csv = usageCsv(usage, rates, [&](const MachineId& machine) {
        return session.world().machineName({account, machine});
    });
    if (path == u"-") {
        session.console().bytes(csv);
        session.finish(ExitCode::Ok);
        return;
    }
    QSaveFile file(path);
    const bool begun = file.open(QFile::WriteOnly);
    if (begun)
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    if (!begun || file.write(csv) != csv.size() || !file.commit()) {
        session.fail(reveille::fail(ErrorCode::StoragePermission, path, file.errorString()).value());
        return;
    }
    session.console().note(u"Wrote %1 lines to %2."_s.arg(usage.size()).arg(path));
    session.finish(ExitCode::Ok);
}

/// The days that were asked for; ends the session where they make no sense.
std::optional<UsageQuery> queryFrom(Session& session, const UsageWords& words)
{
    UsageQuery query;
    const auto today = floor<days>(session.now());
    const year_month_day date{sys_days(today.time_since_epoch())};
    query.from = sys_days(date.year() / date.month() / 1);
    query.to = sys_days(today.time_since_epoch()) + days(1);
    for (const auto& [text, day] : {std::pair(&words.from, &query.from), std::pair(&words.to, &query.to)}) {
        if (text->empty())
            continue;
        const auto read = dayFrom(*text);
        if (!read) {
            session.usage(u"a day looks like 2026-03-01, not like %1"_s.arg(toQString(*text)));
            return std::nullopt;
        }
        *day = *read;
    }
    if (!words.to.empty())
        query.to += days(1); // the person's last day is part of it
    if (query.to <= query.from) {
        session.usage(u"--to is before --from"_s);
        return std::nullopt;
    }
    return query;
}

void showUsage(Session& session, const UsageWords& words)
{
    std::optional<UsageRates> rates;
    if (!words.rates.empty()) {
        rates = usageRatesFromText(toQString(words.rates));
        if (!rates) {
            session.usage(u"--rates "_s + QLatin1String(kRatesHelp));
            return;
        }
    }
    const auto query = queryFrom(session, words);
    if (!query)
        return;
    const auto print = [&session, csv = toQString(words.csv)](
                           const AccountId& account, const UsageQuery& asked, const UsageRates& known) {
        session.engine().fetchUsage(account, asked,
                                    session.orFail<QVector<MachineUsage>>([=, &session](const auto& usage) {
                                        if (csv.isEmpty())
                                            printUsage(session, account, usage, known);
                                        else
                                            writeCsv(session, account, csv, usage, known);
                                    }));
    };
    const auto ask = [&session, rates, print](const AccountId& account, const UsageQuery& asked) {
        if (rates) {
            print(account, asked, *rates);
            return;
        }
        session.engine().fetchRates(account, session.orFail<UsageRates>([=](const UsageRates& kept) {
            print(account, asked, kept);
        }));
    };
    if (!words.id.empty()) {
        withMachine(session, toQString(words.id), toQString(words.account),
                    [query = *query, ask](const Machine& machine) {
                        UsageQuery one = query;
                        one.machine = machine.key.machine;
                        ask(machine.key.account, one);
                    });
        return;
    }
    session.withEngine(EngineUse::Look, [&session, query = *query, ask, name = toQString(words.account)] {
        const auto account = pickAccount(session.world(), name);
        if (account)
            ask(account->id, query);
        else
            session.fail(account.error());
    });
}

void tellRates(Session& session, const Account& account, const UsageRates& rates)
{
    if (session.json())
        session.console().json(QJsonObject{{u"account"_s, account.name},
                                           {u"vcpu_hour"_s, rates.perVcpuHour},
                                           {u"memory_gib_hour"_s, rates.perMemoryGibHour},
                                           {u"storage_gib_hour"_s, rates.perStorageGibHour},
                                           {u"currency"_s, rates.currency}});
    else
        session.console().line(rates.isSet() ? usageRatesText(rates)
                                             : u"No rates are kept for %1."_s.arg(account.name));
    session.finish(ExitCode::Ok);
}

void rates(Session& session, const UsageWords& words)
{
    std::optional<UsageRates> wanted;
    if (words.forget)
        wanted = UsageRates();
    if (!words.rates.empty()) {
        wanted = usageRatesFromText(toQString(words.rates));
        if (!wanted || words.forget) {
            session.usage(words.forget ? u"say rates or --forget, not both"_s
                                       : u"RATES "_s + QLatin1String(kRatesHelp));
            return;
        }
    }
    session.withEngine(EngineUse::Look, [&session, wanted, name = toQString(words.account)] {
        const auto account = pickAccount(session.world(), name);
        if (!account) {
            session.fail(account.error());
        } else if (wanted) {
            session.engine().saveRates(
                account->id, *wanted,
                session.orFail([=, &session, account = *account] { tellRates(session, account, *wanted); }));
        } else {
            session.engine().fetchRates(
                account->id,
                session.orFail<UsageRates>([&session, account = *account](const UsageRates& kept) {
                    tellRates(session, account, kept);
                }));
        }
    });
}

} // namespace

void addMachineUsageCommands(CLI::App& machines, Invocation& invocation)
{
    const auto words = std::make_shared<UsageWords>();
    CLI::App* usage =
        machines.add_subcommand("usage", "What machines used, day by day, as the provider counts it");
    usage->add_option("ID", words->id, "The machine's id, or your own name for it (default: all)");
    usage->add_option("--account", words->account, "The account, where that is not clear");
    usage->add_option("--from", words->from, "First day, UTC (default: the first of this month)");
    usage->add_option("--to", words->to, "Last day, UTC (default: today)");
    usage->add_option("--rates", words->rates,
                      "Your prices of an hour, instead of those kept: vCPU,GiB of memory,GiB of disk, and a "
                      "currency: \"0.045,0.0146,0.0001 USD\"");
    usage->add_option("--csv", words->csv, "Write a table for spreadsheets to this file, or to - ");
    usage->callback([words, &invocation] {
        invocation.start = [words](Session& session) { showUsage(session, *words); };
    });

    const auto kept = std::make_shared<UsageWords>();
    CLI::App* prices = machines.add_subcommand("rates", "Keep or show what you pay at an account");
    prices->add_option("RATES", kept->rates,
                       "Your prices of an hour: vCPU,GiB of memory,GiB of disk, and a currency");
    prices->add_option("--account", kept->account, "The account, where there are several");
    prices->add_flag("--forget", kept->forget, "Keep none");
    prices->callback(
        [kept, &invocation] { invocation.start = [kept](Session& session) { rates(session, *kept); }; });
}

} // namespace reveille::cli
