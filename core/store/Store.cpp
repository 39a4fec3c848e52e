#include "core/store/Store.h"

#include "core/store/AccountTable.h"
#include "core/store/DataDirectory.h"
#include "core/store/Database.h"
#include "core/store/JournalTable.h"
#include "core/store/LeaseTable.h"
#include "core/store/Migrations.h"
#include "core/store/OutputTable.h"
#include "core/store/Rewind.h"
#include "core/store/ScheduleTable.h"
#include "core/store/SettingTable.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include <QDir>

namespace reveille {

using namespace Qt::StringLiterals;

namespace {

/// "FROM UNTIL" in microseconds: between these some instants have a row although their mark is before them.
const QString kRewound = u"clock-set-back"_s;

/// From here on a transaction has SQLite's memory to itself.
constexpr qsizetype kManyRows = 2000;

std::pair<qint64, qint64> spanOf(const QString& text)
{
    return {text.section(u' ', 0, 0).toLongLong(), text.section(u' ', 1, 1).toLongLong()};
}

} // namespace

struct Store::Private
{
    Private(QString path, std::unique_ptr<Database> opened)
        : directory(std::move(path)),
          database(std::move(opened)),
          accounts(*database),
          schedules(*database),
          journal(*database),
          leases(*database),
          rewind(*database),
          settings(*database)
    {}

    QString directory;
    std::unique_ptr<Database> database;
    AccountTable accounts;
    ScheduleTable schedules;
    JournalTable journal;
    LeaseTable leases;
    Rewind rewind;
    SettingTable settings;
};

Store::Store(std::unique_ptr<Private> opened) : d(std::move(opened)) {}
Store::~Store() = default;

Result<std::unique_ptr<Store>> Store::open(const QString& directory)
{
    const QString path = QDir::cleanPath(QDir(directory).absolutePath());
    if (auto ready = prepareDataDirectory(path); !ready)
        return tl::unexpected<Error>(ready.error());
    const auto lock = DirectoryLock::take(path);
    if (!lock)
        return tl::unexpected<Error>(lock.error());
    const QString file = path + u"/reveille.db";
    // A file of ours that cannot be made or opened is a matter of the directory's rights.
    const auto named = [&path](Error error) {
        if (error.code == ErrorCode::StoragePermission)
            error.subject = path;
        return tl::unexpected<Error>(std::move(error));
    };
    if (auto ready = preparePrivateFile(file); !ready)
        return named(ready.error());
    auto database = Database::open(file);
    if (!database)
        return named(database.error());
    if (auto done = migrate(**database, migrations()); !done)
        return named(done.error());
    if (auto done = (*database)->useWriteAheadLog(); !done)
        return named(done.error());
    return std::make_unique<Store>(std::make_unique<Private>(path, *std::move(database)));
}

QString Store::directory() const
{
    return d->directory;
}

Result<QVector<Account>> Store::accounts() const
{
    return d->accounts.all();
}

Result<void> Store::saveAccount(const Account& account)
{
    return d->accounts.save(account);
}

Result<void> Store::removeAccount(const AccountId& account)
{
    return d->accounts.remove(account);
}

Result<QHash<MachineKey, QString>> Store::machineNames() const
{
    return d->accounts.machineNames();
}

Result<void> Store::setMachineName(const MachineKey& machine, const QString& name)
{
    return d->accounts.setMachineName(machine, name);
}

Result<QVector<Schedule>> Store::schedules() const
{
    return d->schedules.all();
}

Result<void> Store::saveSchedule(const Schedule& schedule)
{
    return d->schedules.save(schedule);
}

Result<void> Store::saveSchedules(const QVector<Schedule>& schedules)
{
    if (schedules.isEmpty())
        return {};
    Transaction transaction(*d->database);
    if (auto begun = transaction.begin(); !begun)
        return begun;
    // What does not fit SQLite's usual 2 MB is written out and read again while the transaction lasts.
    const bool isLarge = schedules.size() >= kManyRows;
    if (isLarge)
        (void)d->database->execute(u"PRAGMA cache_size = -32768"_s);
    const auto saved = [&]() -> Result<void> {
        for (const Schedule& schedule : schedules) {
            if (auto one = d->schedules.save(schedule); !one)
                return one;
        }
        return transaction.commit();
    }();
    if (isLarge) {
        (void)d->database->execute(u"PRAGMA cache_size = -2000"_s);
        (void)d->database->execute(u"PRAGMA shrink_memory"_s);
    }
    return saved;
}

Result<void> Store::removeSchedule(const ScheduleId& schedule)
{
    return d->schedules.remove(schedule);
}

Result<QHash<ScheduleId, ScheduleProgress>> Store::progress() const
{
    return d->schedules.progress();
}

Result<ScheduleProgress> Store::progressOf(const ScheduleId& schedule) const
{
    return d->schedules.progressOf(schedule);
}

Result<QHash<ScheduleId, calendar::Instant>> Store::decidedUntil() const
{
    return d->schedules.decidedUntil();
}

Result<void> Store::commit(const JournalBatch& batch)
{
    Transaction transaction(*d->database);
    if (auto begun = transaction.begin(); !begun)
        return begun;
    for (const Run& run : batch.runs) {
        if (auto put = d->journal.put(run); !put)
            return put;
    }
    for (const RunAttempt& attempt : batch.attempts) {
        if (auto put = d->journal.put(attempt); !put)
            return put;
    }
    for (auto it = batch.progress.cbegin(); it != batch.progress.cend(); ++it) {
        if (auto set = d->schedules.setProgress(it.key(), it.value()); !set)
            return set;
    }
    for (auto it = batch.decidedUntil.cbegin(); it != batch.decidedUntil.cend(); ++it) {
        if (auto set = d->schedules.setDecidedUntil(it.key(), it.value()); !set)
            return set;
    }
    for (const MachineLease& lease : batch.leases) {
        if (auto put = d->leases.put(lease); !put)
            return put;
    }
    for (const MachineKey& machine : batch.leasesDropped) {
        if (auto dropped = d->leases.drop(machine); !dropped)
            return dropped;
    }
    return transaction.commit();
}

Result<QVector<Run>> Store::openRuns() const
{
    return d->journal.open();
}

Result<QVector<Run>> Store::runs(const std::optional<ScheduleId>& schedule,
                                 const std::optional<MachineKey>& machine, int limit) const
{
    return d->journal.newest(schedule, machine, limit);
}

Result<QVector<Run>> Store::runsAt(const ScheduleId& schedule, calendar::Instant at) const
{
    return d->journal.at(schedule, at);
}

Result<Run> Store::run(const QString& idOrPrefix) const
{
    return d->journal.find(idOrPrefix);
}

Result<QVector<MachineLease>> Store::leases() const
{
    return d->leases.all();
}

Result<QVector<Run>> Store::recordsAcross(calendar::Instant at) const
{
    const auto ids = d->rewind.across(at);
    if (!ids)
        return tl::unexpected<Error>(ids.error());
    QVector<Run> records;
    for (const RunId& id : *ids) {
        auto record = d->journal.find(id.value);
        if (!record)
            return tl::unexpected<Error>(record.error());
        records.append(*std::move(record));
    }
    return records;
}

Result<QVector<RunId>> Store::rewind(calendar::Instant at, const QVector<Run>& shortened)
{
    Transaction transaction(*d->database);
    if (auto begun = transaction.begin(); !begun)
        return tl::unexpected<Error>(begun.error());
    for (const Run& record : shortened) {
        if (auto put = d->journal.put(record); !put)
            return tl::unexpected<Error>(put.error());
    }
    const auto before = d->settings.value(kRewound);
    if (!before)
        return tl::unexpected<Error>(before.error());
    const auto newest = d->database->readInteger(u"SELECT max(scheduled_at) FROM runs"_s);
    if (!newest)
        return tl::unexpected<Error>(newest.error());
    // Of several rewinds, the widest stretch of time holds for all.
    const auto [from, until] = spanOf(*before);
    const qint64 mark = at.time_since_epoch().count();
    const auto span = u"%1 %2"_s.arg(before->isEmpty() ? mark : std::min(from, mark))
                          .arg(std::max(before->isEmpty() ? mark : until, *newest));
    if (auto set = d->settings.setValue(kRewound, span); !set)
        return tl::unexpected<Error>(set.error());
    auto withdrawn = d->rewind.to(at);
    if (!withdrawn)
        return withdrawn;
    if (auto done = transaction.commit(); !done)
        return tl::unexpected<Error>(done.error());
    return withdrawn;
}

Result<QHash<ScheduleId, QVector<calendar::Instant>>> Store::decidedAhead() const
{
    const auto set = d->settings.value(kRewound);
    if (!set)
        return tl::unexpected<Error>(set.error());
    if (set->isEmpty())
        return QHash<ScheduleId, QVector<calendar::Instant>>();
    using calendar::Instant;
    const auto [from, until] = spanOf(*set);
    return d->rewind.decidedAhead(Instant(std::chrono::microseconds(from)),
                                  Instant(std::chrono::microseconds(until)));
}

Result<void> Store::saveOutput(const RunId& run, const RunOutput& output)
{
    return d->journal.saveOutput(run, output);
}

Result<RunOutput> Store::output(const RunId& run) const
{
    return d->journal.output(run);
}

Result<int> Store::pruneOutput(const OutputLimits& limits, calendar::Instant now)
{
    Transaction transaction(*d->database);
    if (auto begun = transaction.begin(); !begun)
        return tl::unexpected<Error>(begun.error());
    const auto pruned = OutputTable(*d->database).prune(limits, now);
    if (!pruned)
        return pruned;
    if (auto done = transaction.commit(); !done)
        return tl::unexpected<Error>(done.error());
    return pruned;
}

Result<QVector<RunId>> Store::runsPrinting(const QString& text, int limit) const
{
    return OutputTable(*d->database).holding(text, limit);
}

Result<std::optional<Pause>> Store::pause() const
{
    return d->settings.pause();
}

Result<void> Store::setPause(const std::optional<Pause>& pause)
{
    return d->settings.setPause(pause);
}

Result<QString> Store::setting(const QString& key) const
{
    return d->settings.value(key);
}

Result<void> Store::setSetting(const QString& key, const QString& value)
{
    return d->settings.setValue(key, value);
}

Result<qint64> Store::dataVersion() const
{
    return d->database->readInteger(u"PRAGMA data_version"_s);
}

} // namespace reveille
