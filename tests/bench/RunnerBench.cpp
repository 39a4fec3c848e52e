#include "core/runner/Journal.h"
#include "core/runner/NewRun.h"
#include "tests/support/RunnerWorld.h"

#include <chrono>
#include <cstdio>
#include <ctime>

#include <QCoreApplication>
#include <QTemporaryDir>

using namespace reveille;
using namespace reveille::test;
using namespace std::chrono;
using namespace Qt::StringLiterals;

namespace {

/// On the clock, and of the processor: the difference was waiting, for a disk or for other programs.
struct Took
{
    double clock = 0;
    double processor = 0;

    Took operator-(const Took& other) const { return {clock - other.clock, processor - other.processor}; }
};

template <typename Work> Took secondsFor(const Work& work)
{
    const auto from = steady_clock::now();
    const auto used = std::clock();
    work();
    return {duration<double>(steady_clock::now() - from).count(),
            static_cast<double>(std::clock() - used) / CLOCKS_PER_SEC};
}

void print(const char* what, const Took& took)
{
    std::printf("%-66s %.2f s, processor %.2f s\n", what, took.clock, took.processor);
}

[[noreturn]] void giveUp(const char* what)
{
    std::fprintf(stderr, "%s\n", what);
    std::exit(1);
}

Schedule schedule(int number, const QString& when, Instant from)
{
    Schedule schedule;
    schedule.id.value = u"00000000-0000-4000-8000-%1"_s.arg(number, 12, 10, QLatin1Char('0'));
    schedule.name = u"Schedule %1"_s.arg(number);
    schedule.machine = {AccountId{u"account-1"_s}, MachineId{u"dm-%1"_s.arg(number)}};
    schedule.when = QStringList{when};
    schedule.zone = u"Europe/Berlin"_s;
    schedule.argv = QStringList{u"true"_s};
    schedule.createdAt = schedule.effectiveFrom = from;
    return schedule;
}

void fill(RunnerWorld& world, int count, const QString& when)
{
    QVector<Schedule> all;
    for (int i = 0; i < count; ++i) {
        const QString line = when.isEmpty() ? u"Mon..Fri %1:%2"_s.arg(i % 24).arg(i % 60) : when;
        all.append(schedule(i, line, world.clock.now()));
    }
    if (!world.otherConnection().saveSchedules(all))
        giveUp("the schedules could not be saved");
}

void loadAndArm()
{
    RunnerWorld world;
    fill(world, 100'000, {});
    const Took took = secondsFor([&] {
        if (!world.start())
            giveUp("the runner did not start");
    });
    print("Start with 100,000 schedules, until the next firing is known:", took);
    const Took again = secondsFor([&] {
        if (!world.runner().reload())
            giveUp("the runner did not reload");
    });
    print("Reload of the same after another program's change:", again);
}

void burst()
{
    RunnerWorld world;
    fill(world, 10'000, u"*-*-* 09:10"_s); // Europe/Berlin: 08:10 UTC
    if (!world.start())
        giveUp("the runner did not start");
    world.runUntil(world.clock.now() + 10min - 1s);
    const Took deciding = secondsFor([&] {
        while (world.runner().openRuns() == 0)
            world.step(world.clock.now() + 1s);
    });
    Took disk = secondsFor([&] {
        while (world.otherConnection().openRuns()->isEmpty())
            world.step(world.clock.now() + 1s);
    });
    // The last look at the other connection reads 10,000 rows; that is the bench's own doing.
    disk = disk - secondsFor([&] { static_cast<void>(world.otherConnection().openRuns()); });
    if (world.otherConnection().openRuns()->size() != 10'000)
        giveUp("not all were decided");
    print("10,000 occurrences due at once, decided:", deciding);
    print("The same, journalled, and the first of them begun:", disk);
}

/// On a real disk: the directory for temporary files.
void commits()
{
    constexpr int kGrouped = 20'000;
    constexpr int kSingle = 1'000;
    const QTemporaryDir directory;
    auto store = Store::open(directory.filePath(u"data"_s));
    if (!store)
        giveUp("the store did not open");
    const Schedule pattern = schedule(1, u"*:0/10"_s, Instant());
    Journal journal(**store);
    int next = 0;
    const auto put = [&] { journal.put(scheduledRun(pattern, Instant(seconds(++next * 600)), Instant())); };
    const Took grouped = secondsFor([&] {
        for (int i = 0; i < kGrouped; ++i)
            put();
        if (!journal.flush())
            giveUp("the journal did not write");
    });
    const Took single = secondsFor([&] {
        for (int i = 0; i < kSingle; ++i) {
            put();
            if (!journal.flush())
                giveUp("the journal did not write");
        }
    });
    std::printf("Firings journalled per second:  %.0f of one turn together, %.0f with a commit each\n",
                kGrouped / grouped.clock, kSingle / single.clock);
}

} // namespace

int main(int argc, char** argv)
{
    const QCoreApplication app(argc, argv);
    loadAndArm();
    burst();
    commits();
    return 0;
}
