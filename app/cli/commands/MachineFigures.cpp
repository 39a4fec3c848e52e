#include "app/cli/commands/MachineFigures.h"

#include "app/cli/ErrorReport.h"
#include "app/cli/Invocation.h"
#include "app/cli/Lookup.h"
#include "app/cli/MachineLookup.h"
#include "app/cli/TablePrinter.h"
#include "core/text/DurationText.h"
#include "core/text/ErrorText.h"

#include <memory>

#include <QJsonArray>
#include <QJsonObject>
#include <QLocale>

#include <CLI/CLI.hpp>

namespace reveille::cli {

using namespace Qt::StringLiterals;

namespace {

QString bytesText(qint64 bytes)
{
    return QLocale::c().formattedDataSize(bytes);
}

void printMetrics(Session& session, const Machine& machine, const MachineMetrics& metrics)
{
    if (session.json()) {
        session.console().json(QJsonObject{
            {u"id"_s, machine.key.machine.value},
            {u"resident_bytes"_s, metrics.residentBytes},
            {u"cpu_time_ms"_s, qint64{metrics.cpuTime.count()}},
            {u"boot_time_us"_s, qint64{metrics.bootTime.count()}},
            {u"received_bytes"_s, metrics.receivedBytes},
            {u"sent_bytes"_s, metrics.sentBytes},
            {u"connections"_s, metrics.connections},
            {u"requests"_s, metrics.requests},
            {u"queued"_s, metrics.queued},
        });
    } else {
        session.console().line(factsText({
            {u"Machine"_s, machine.displayName()},
            {u"Memory in use"_s, bytesText(metrics.residentBytes)},
            {u"Processor time"_s, durationText(metrics.cpuTime)},
            {u"Boot took"_s, u"%1 ms"_s.arg(static_cast<double>(metrics.bootTime.count()) / 1000, 0, 'f', 1)},
            {u"Received"_s, bytesText(metrics.receivedBytes)},
            {u"Sent"_s, bytesText(metrics.sentBytes)},
            {u"Connections"_s, QString::number(metrics.connections)},
            {u"Requests"_s, QString::number(metrics.requests)},
            {u"Queued"_s, QString::number(metrics.queued)},
        }));
    }
    session.finish(ExitCode::Ok);
}

QJsonObject quotaJson(const MetroQuota& quota)
{
    QJsonArray items;
    for (const MetroQuota::Item& item : quota.items)
        items.append(QJsonObject{{u"name"_s, item.name},
                                 {u"used"_s, item.used},
                                 {u"hard"_s, item.hard ? QJsonValue(*item.hard) : QJsonValue()}});
    return {{u"metro"_s, quota.metro},
            {u"items"_s, items},
            {u"limits"_s, quota.limits},
            {u"error"_s, quota.error ? QJsonValue(describe(*quota.error).what) : QJsonValue()}};
}

void printQuotas(Session& session, const QVector<MetroQuota>& quotas)
{
    QJsonArray all;
    TablePrinter table({u"Metro"_s, u"What"_s, u"Used"_s, u"Limit"_s});
    table.align(2, TablePrinter::Align::Right);
    table.align(3, TablePrinter::Align::Right);
    ExitCode code = ExitCode::Ok;
    for (const MetroQuota& quota : quotas) {
        all.append(quotaJson(quota));
        for (const MetroQuota::Item& item : quota.items)
            table.addRow({quota.metro, item.name, QString::number(item.used),
                          item.hard ? QString::number(*item.hard) : u"-"_s});
    }
    if (session.json())
        session.console().json(all);
    else
        session.console().line(table.isEmpty() ? u"No quotas were told."_s : table.text());
    for (const MetroQuota& quota : quotas) {
        if (!quota.error)
            continue;
        session.console().note(u"The quotas of \"%1\" are missing."_s.arg(quota.metro));
        session.console().note(errorReport(*quota.error));
        code = exitCodeFor(*quota.error);
    }
    session.finish(code);
}

void showMetrics(Session& session, const MachineTarget& target)
{
    withMachine(session, target, [&session](const Machine& machine) {
        session.engine().fetchMetrics(
            machine.key, session.orFail<MachineMetrics>([&session, machine](const MachineMetrics& metrics) {
                printMetrics(session, machine, metrics);
            }));
    });
}

void showQuotas(Session& session, const QString& name)
{
    session.withEngine(EngineUse::Look, [&session, name] {
        const auto account = pickInstanceAccount(session.world(), name);
        if (!account) {
            session.fail(account.error());
            return;
        }
        session.engine().fetchQuotas(
            account->id, session.orFail<QVector<MetroQuota>>([&session](const QVector<MetroQuota>& quotas) {
                printQuotas(session, quotas);
            }));
    });
}

} // namespace

void addMachineFigureCommands(CLI::App& machines, Invocation& invocation)
{
    const auto target = std::make_shared<MachineTarget>();
    CLI::App* metrics = machines.add_subcommand("metrics", "Show what a machine uses and serves");
    addMachineTarget(*metrics, *target);
    metrics->callback([target, &invocation] {
        invocation.start = [target](Session& session) { showMetrics(session, *target); };
    });

    const auto account = std::make_shared<std::string>();
    CLI::App* quotas = machines.add_subcommand("quotas", "Show what an account may use, metro by metro");
    quotas->add_option("--account", *account, "The account, where there are several");
    quotas->callback([account, &invocation] {
        invocation.start = [account](Session& session) { showQuotas(session, toQString(*account)); };
    });
}

} // namespace reveille::cli
