#include "ui/machines/MachinePage.h"

#include "core/text/DurationText.h"
#include "core/text/RunText.h"
#include "core/text/UsageText.h"
#include "ui/text/PolicyText.h"
#include "ui/text/StateLook.h"

#include <QLocale>

namespace reveille::ui {

using namespace Qt::StringLiterals;

namespace {

void add(QVector<Fact>& facts, const QString& what, const QString& value, const QString& toolTip = {})
{
    if (!value.isEmpty())
        facts.append({{}, Color::Dim, what, value, toolTip.isEmpty() ? value : toolTip});
}

QString sizeOf(qint64 bytes)
{
    return QLocale().formattedDataSize(bytes, 1);
}

QString rulesText(const MachineRules& rules)
{
    QStringList parts;
    if (rules.scaleToZero)
        parts += MachinePage::tr("sleeps when unused");
    if (rules.deleteOnStop)
        parts += MachinePage::tr("deleted when it stops");
    if (rules.autokill)
        parts += MachinePage::tr("deleted %1 after it stopped").arg(durationText(*rules.autokill));
    if (rules.deleteLocked)
        parts += MachinePage::tr("locked against deletion");
    return parts.join(u", "_s);
}

} // namespace

bool isInstance(const Machine& machine)
{
    return machine.providerSchedules.has_value() || !machine.metro.isEmpty();
}

QVector<Fact> machineFacts(const Machine& machine, const TimeView& view)
{
    QVector<Fact> facts;
    const auto time = [&](const std::optional<calendar::Instant>& at) {
        return at ? dateTimeText(*at, view.local, view.now) : QString();
    };
    const StateLook look = lookOf(machine.phase);
    facts.append({look.icon, look.color, phaseText(machine.phase), machine.reason, machine.rawPhase});
    add(facts, MachinePage::tr("Size"), sizeText(machine.vcpu, machine.memoryMib, machine.storageGib));
    add(facts, MachinePage::tr("Metro"), machine.metro);
    add(facts, MachinePage::tr("Image"), machine.image);
    add(facts, MachinePage::tr("Address"), machine.address);
    add(facts, MachinePage::tr("Tags"), machine.tags.join(u", "_s));
    add(facts, MachinePage::tr("By itself"), rulesText(machine.rules));
    if (machine.autosleep)
        add(facts, MachinePage::tr("Sleeps when idle"),
            machine.autosleep->count() == 0
                ? MachinePage::tr("never")
                : MachinePage::tr("after %1").arg(durationText(*machine.autosleep)));
    add(facts, MachinePage::tr("Made"), time(machine.createdAt));
    add(facts, MachinePage::tr("Started"), time(machine.history.startedAt));
    if (machine.history.startCount)
        add(facts, MachinePage::tr("Starts so far"), QLocale().toString(*machine.history.startCount));
    add(facts, MachinePage::tr("Stopped"), time(machine.history.stoppedAt));
    add(facts, MachinePage::tr("Why it stopped"), machine.history.stopReason);
    add(facts, MachinePage::tr("Id"), machine.key.machine.value);
    return facts;
}

QVector<Fact> awakeFacts(const AwakeReport& report, const UsageRates& rates, const TimeView& view)
{
    QVector<Fact> facts;
    if (!report.awake)
        return facts;
    if (report.since)
        add(facts, MachinePage::tr("Since"),
            MachinePage::tr("%1, for %2")
                .arg(dateTimeText(*report.since, view.local, view.now), durationText(report.awakeFor)),
            exactTimeText(*report.since, view.local));
    if (report.cost)
        add(facts, MachinePage::tr("Cost so far"),
            MachinePage::tr("at most %1").arg(costText(*report.cost, rates)),
            MachinePage::tr("At your rates, as if the processor worked all the time"));
    return facts;
}

QVector<Fact> usageFacts(const MachineMetrics& metrics)
{
    using namespace std::chrono;
    QVector<Fact> facts;
    add(facts, MachinePage::tr("Memory in use"), sizeOf(metrics.residentBytes));
    add(facts, MachinePage::tr("Processor time"), durationText(metrics.cpuTime));
    add(facts, MachinePage::tr("Start-up"), durationText(duration_cast<milliseconds>(metrics.bootTime)));
    add(facts, MachinePage::tr("Received"), sizeOf(metrics.receivedBytes));
    add(facts, MachinePage::tr("Sent"), sizeOf(metrics.sentBytes));
    add(facts, MachinePage::tr("Requests"), QLocale().toString(metrics.requests));
    add(facts, MachinePage::tr("Connections"),
        metrics.queued > 0 ? MachinePage::tr("%1, %2 waiting").arg(metrics.connections).arg(metrics.queued)
                           : QLocale().toString(metrics.connections));
    return facts;
}

namespace {

/// "live_memory_mb" as a person would write it; the unit stays with the number.
QString quotaName(const QString& word)
{
    QString name = word;
    if (name.endsWith(u"_mb"_s))
        name.chop(3);
    name.replace(u'_', u' ');
    name.replace(u"vcpu"_s, u"vCPU"_s);
    return name.isEmpty() || name.startsWith(u"vCPU"_s) ? name : name.at(0).toUpper() + name.mid(1);
}

QString quotaAmount(const QString& word, qint64 amount)
{
    const QString number = QLocale().toString(amount);
    return word.endsWith(u"_mb"_s) ? MachinePage::tr("%1 MiB").arg(number) : number;
}

} // namespace

QVector<Fact> quotaFacts(const MetroQuota& quota)
{
    QVector<Fact> facts;
    for (const MetroQuota::Item& item : quota.items) {
        const QString used = quotaAmount(item.name, item.used);
        Fact fact{{},
                  Color::Dim,
                  quotaName(item.name),
                  item.hard ? MachinePage::tr("%1 of %2").arg(used, quotaAmount(item.name, *item.hard))
                            : used,
                  {}};
        if (item.hard && *item.hard > 0 && item.used * 10 >= *item.hard * 9)
            fact.icon = u"warning"_s, fact.color = Color::Warning;
        facts.append(fact);
    }
    return facts;
}

} // namespace reveille::ui
