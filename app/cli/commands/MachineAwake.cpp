#include "app/cli/commands/MachineAwake.h"

#include "app/cli/Invocation.h"
#include "app/cli/JsonOutput.h"
#include "app/cli/Lookup.h"
#include "app/cli/MachineLookup.h"
#include "app/cli/TablePrinter.h"
#include "app/cli/TimeInput.h"
#include "core/model/TimeText.h"
#include "core/text/AwakeText.h"
#include "core/text/DurationText.h"
#include "core/text/UsageText.h"

#include <algorithm>
#include <memory>
#include <utility>

#include <CLI/CLI.hpp>

namespace reveille::cli {

using namespace Qt::StringLiterals;

namespace {

/// Asks each machine for what runs on it, and each account for its rates, one after the other.
class AwakeTeller final : public QObject
{
public:
    AwakeTeller(Session& session, QVector<Machine> machines, bool isOne)
        : QObject(&session), m_session(session), m_machines(std::move(machines)), m_isOne(isOne)
    {}

    void next()
    {
        if (m_at >= m_machines.size()) {
            print();
            return;
        }
        const Machine& machine = m_machines[m_at];
        AwakeFacts facts;
        facts.machine = machine;
        const World& world = m_session.world();
        const auto lease = std::ranges::find(world.leases, machine.key, &MachineLease::machine);
        if (lease != world.leases.cend())
            facts.lease = *lease;
        for (const Run& run : world.runs) {
            if (run.machine == machine.key)
                facts.runs.append(run);
        }
        m_facts.append(facts);
        m_session.engine().fetchRates(machine.key.account, [this](const Result<UsageRates>& rates) {
            if (rates)
                m_facts.last().rates = *rates;
            askForCommands();
        });
    }

private:
    void askForCommands()
    {
        if (!m_facts.last().machine.isAwake()) {
            ++m_at;
            next();
            return;
        }
        m_session.engine().fetchExecutions(m_machines[m_at].key,
                                           [this](const Result<QVector<Execution>>& executions) {
                                               // Not every cloud tells; the rest is said all the same.
                                               if (executions)
                                                   m_facts.last().executions = *executions;
                                               ++m_at;
                                               next();
                                           });
    }

    void print()
    {
        QJsonArray all;
        QStringList blocks;
        for (const AwakeFacts& facts : std::as_const(m_facts)) {
            const AwakeReport report = awakeReport(facts, m_session.now());
            if (!report.awake && !m_isOne)
                continue;
            all.append(json(facts, report));
            blocks.append(text(facts, report));
        }
        if (m_session.json())
            m_session.console().json(all);
        else
            m_session.console().line(blocks.isEmpty() ? u"No machine is awake."_s : blocks.join(u"\n\n"_s));
        m_session.finish(ExitCode::Ok);
    }

    [[nodiscard]] QJsonObject json(const AwakeFacts& facts, const AwakeReport& report) const
    {
        QJsonArray reasons;
        for (const AwakeReason& reason : report.reasons)
            reasons.append(QJsonObject{{u"reason"_s, awakeWord(reason.kind)}, {u"text"_s, reason.text}});
        QJsonObject object = toJson(facts.machine, m_session.world());
        object.insert(u"awake"_s, report.awake);
        object.insert(u"awake_since"_s, report.since ? QJsonValue(toRfc3339(*report.since)) : QJsonValue());
        object.insert(u"awake_s"_s, std::chrono::duration<double>(report.awakeFor).count());
        object.insert(u"reasons"_s, reasons);
        object.insert(u"alarm"_s, report.isAlarming);
        object.insert(u"cost_at_most"_s, report.cost ? QJsonValue(*report.cost) : QJsonValue());
        return object;
    }

    [[nodiscard]] QString text(const AwakeFacts& facts, const AwakeReport& report) const
    {
        const QString name = facts.machine.displayName();
        if (!report.awake)
            return u"%1 is not awake."_s.arg(name);
        QString since = u"-"_s;
        if (report.since) {
            const auto local = calendar::TimeZone::local();
            since = u"%1 %2, for %3"_s.arg(wallText(*report.since, local), offsetText(*report.since, local),
                                           durationText(report.awakeFor));
        }
        QVector<std::pair<QString, QString>> lines{
            {u"Machine"_s, name},
            {u"Account"_s, m_session.world().accountName(facts.machine.key.account)},
            {u"Awake since"_s, since}};
        for (const AwakeReason& reason : report.reasons)
            lines.append({lines.size() == 3 ? u"Why"_s : QString(), reason.text});
        if (report.cost)
            lines.append({u"Cost so far"_s, u"at most "_s + costText(*report.cost, facts.rates)});
        return factsText(lines);
    }

    Session& m_session;
    QVector<Machine> m_machines;
    QVector<AwakeFacts> m_facts;
    qsizetype m_at = 0;
    bool m_isOne;
};

void awake(Session& session, const MachineTarget& target)
{
    if (!target.id.empty()) {
        withMachine(session, target, [&session](const Machine& machine) {
            (new AwakeTeller(session, {machine}, true))->next(); // belongs to the session
        });
        return;
    }
    session.withEngine(EngineUse::Look, [&session, name = toQString(target.account)] {
        std::optional<AccountId> only;
        if (!name.isEmpty()) {
            const auto account = findAccount(session.world(), name);
            if (!account) {
                session.fail(account.error());
                return;
            }
            only = account->id;
        }
        session.engine().refreshMachines(session.orFail([&session, only] {
            QVector<Machine> machines;
            for (const Machine& machine : session.world().machines) {
                if (machine.isAwake() && (!only || machine.key.account == *only))
                    machines.append(machine);
            }
            std::ranges::sort(machines, {}, [](const Machine& machine) { return machine.displayName(); });
            (new AwakeTeller(session, machines, false))->next(); // belongs to the session
        }));
    });
}

} // namespace

void addMachineAwakeCommand(CLI::App& machines, Invocation& invocation)
{
    const auto target = std::make_shared<MachineTarget>();
    CLI::App* command = machines.add_subcommand(
        "awake", "What is awake now, why, since when, and what that has come to at your rates");
    command->add_option("ID", target->id, "The machine's id, or your own name for it (default: all)");
    command->add_option("--account", target->account, "The account, where that is not clear");
    command->callback([target, &invocation] {
        invocation.start = [target](Session& session) { awake(session, *target); };
    });
}

} // namespace reveille::cli
