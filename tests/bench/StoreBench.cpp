#include "core/store/Store.h"
#include "tests/bench/Stopwatch.h"

#include <cstdio>

#include <QCoreApplication>
#include <QTemporaryDir>
#include <QUuid>

using namespace reveille;
using namespace Qt::StringLiterals;

namespace {

constexpr int kRounds = 5;
constexpr int kHistory = 100'000;

Run firing(int number)
{
    Run run;
    run.id.value = QUuid::createUuid().toString(QUuid::WithoutBraces);
    run.schedule.value = u"schedule-%1"_s.arg(number % 100);
    run.scheduleName = u"nightly tests"_s;
    run.machine = {AccountId{u"account"_s}, MachineId{u"dm-%1"_s.arg(number % 10)}};
    run.scheduledAt = calendar::Instant(std::chrono::seconds(1'800'000'000 + number));
    run.firingId = QUuid::createUuid().toRfc4122();
    run.idempotencyKey = QString::fromLatin1(run.firingId.toHex()) + u"-1"_s;
    run.requestBody = R"({"command":["sh","-c","make test"],"timeout_ms":600000})";
    run.steps = {{RunState::Due, run.scheduledAt, {}}};
    return run;
}

/// Journals `count` firings in transactions of `batchSize`; each transaction waits for the disk.
int journal(Store& store, int count, int batchSize, int& number)
{
    for (int done = 0; done < count; done += batchSize) {
        JournalBatch batch;
        for (int i = 0; i < batchSize; ++i)
            batch.runs.append(firing(number++));
        if (const auto committed = store.commit(batch); !committed)
            std::printf("commit failed: %s\n", qPrintable(committed.error().detail));
    }
    return count;
}

void printRate(const char* what, double nanos)
{
    std::printf("%-44s %10.0f /s %12.1f us each\n", what, 1e9 / nanos, nanos / 1000);
}

} // namespace

int main(int argc, char** argv)
{
    QCoreApplication application(argc, argv);
    const QTemporaryDir home;
    const QString directory = home.filePath(u"data"_s);
    int number = 0;
    {
        const auto store = Store::open(directory).value_or(nullptr);
        if (!store)
            return 1;
        printRate("journalled firings, one a transaction",
                  bestNanos(kRounds, [&] { return journal(*store, 200, 1, number); }));
        printRate("journalled firings, 100 a transaction",
                  bestNanos(kRounds, [&] { return journal(*store, 5'000, 100, number); }));
        journal(*store, kHistory - number, 1'000, number);
        printRate("newest 500 runs of 100,000, per run", bestNanos(kRounds, [&] {
                      const auto runs = store->runs({}, {}, 500);
                      keep(runs);
                      return runs ? runs->size() : 0;
                  }));
        printRate("newest 100 runs of one schedule, per run", bestNanos(kRounds, [&] {
                      const auto runs = store->runs(ScheduleId{u"schedule-7"_s}, {}, 100);
                      keep(runs);
                      return runs ? runs->size() : 0;
                  }));
    }
    printRate("open a journal of 100,000 runs", bestNanos(kRounds, [&] {
                  const auto store = Store::open(directory);
                  keep(store);
                  return 1;
              }));
    return 0;
}
