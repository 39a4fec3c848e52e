#include "core/engine/Engine.h"
#include "core/http/HttpClient.h"
#include "core/http/Redactor.h"
#include "core/providers/unikraft/UnikraftProvider.h"
#include "core/sandbox/Sandbox.h"
#include "core/store/Store.h"
#include "tests/bench/Stopwatch.h"
#include "tests/support/FakeClock.h"
#include "tests/support/FakeWallTimer.h"
#include "tests/support/LiveClock.h"

#include <chrono>
#include <cstdio>
#include <ctime>
#include <memory>
#include <optional>

#include <QCoreApplication>
#include <QEventLoop>
#include <QFile>
#include <QNetworkAccessManager>
#include <QProcess>
#include <QSocketNotifier>
#include <QTemporaryDir>
#include <QUuid>

#include <unistd.h>

using namespace reveille;
using namespace Qt::StringLiterals;

namespace {

constexpr int kInstances = 10'000;
constexpr int kSchedules = 8;
/// The rival waits for the disk once a row; more of them would only take longer.
constexpr int kRivalRows = 500;

/// The cloud, in a process of its own: tells its address and token, and ends with its standard input.
int serve(const QString& directory)
{
    const test::LiveClock clock;
    SandboxOptions options;
    options.dataDir = directory;
    options.unikraft.metros = {u"fra"_s};
    options.unikraft.seedInstances = kInstances;
    options.unikraft.seedSchedules = kSchedules;
    Sandbox sandbox(clock, options);
    if (!sandbox.start())
        return 1;
    std::printf("%s %s\n", qPrintable(sandbox.controlPlane().toString()),
                qPrintable(sandbox.unikraftToken()));
    std::fflush(stdout);
    const QSocketNotifier end(STDIN_FILENO, QSocketNotifier::Read);
    QObject::connect(&end, &QSocketNotifier::activated, &sandbox, [] { QCoreApplication::quit(); });
    return QCoreApplication::exec();
}

struct Took
{
    double clock = 0;     ///< seconds
    double processor = 0; ///< seconds, of this process
};

template <typename Work> Took measured(const Work& work)
{
    const auto from = std::chrono::steady_clock::now();
    const std::clock_t used = std::clock();
    work();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - from;
    return {took.count(), static_cast<double>(std::clock() - used) / CLOCKS_PER_SEC};
}

void print(const char* what, const Took& took)
{
    std::printf("%-52s %7.2f s on the clock %7.2f s processor\n", what, took.clock, took.processor);
    std::fflush(stdout);
}

/// "Pss:" of /proc/self/smaps_rollup and the like, in MiB.
double memoryMib(const char* file, const QByteArray& line)
{
    QFile status(QString::fromLatin1(file));
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    for (const QByteArray& read : status.readAll().split('\n')) {
        if (read.startsWith(line))
            return read.mid(line.size()).simplified().split(' ').constFirst().toDouble() / 1024;
    }
    return 0;
}

/// A program on a data directory of its own.
class Client
{
public:
    Client(const QString& directory, const QUrl& controlPlane, QString token) : m_token(std::move(token))
    {
        m_account.id.value = u"account"_s;
        m_account.name = u"cloud"_s;
        m_account.provider = ProviderKind::Unikraft;
        m_account.endpoint = controlPlane;
        m_account.keySource = KeySource::Environment;
        if (const auto store = Store::open(directory); store && !(*store)->saveAccount(m_account))
            std::printf("the account could not be stored\n");
        EnginePorts ports;
        ports.clock = &m_clock;
        ports.timer = &m_timer;
        ports.makeProvider = [this](const Account& of) {
            return std::make_unique<UnikraftProvider>(m_http, m_redactor, m_clock, of, fixedApiKey(m_token));
        };
        m_engine = std::make_unique<Engine>(ports);
        QObject::connect(m_engine.get(), &Engine::changed, m_engine.get(), [this](const Changes& changes) {
            m_machines += changes.machines.size();
            m_written += changes.schedules.size();
        });
        if (!m_engine->open(directory, Engine::Role::Client))
            std::printf("the store could not be opened\n");
    }

    /// Asked for, read and understood, and nothing more.
    void listOnly()
    {
        UnikraftProvider provider(m_http, m_redactor, m_clock, m_account, fixedApiKey(m_token));
        QEventLoop loop;
        const Call call = provider.listMachines([&](const Result<QVector<Machine>>& machines) {
            qsizetype schedules = 0;
            for (const Machine& machine : machines.value_or(QVector<Machine>()))
                schedules += machine.providerSchedules.value_or(QVector<ProviderSchedule>()).size();
            if (schedules != qsizetype{kInstances} * kSchedules)
                std::printf("the list is not whole\n");
            loop.quit();
        });
        loop.exec();
    }
    void list()
    {
        m_machines = 0;
        m_written = 0;
        QEventLoop loop;
        m_engine->refreshMachines([&](const Result<void>& answer) {
            if (!answer)
                std::printf("the list failed: %s\n", qPrintable(answer.error().detail));
            loop.quit();
        });
        loop.exec();
    }
    void printNumbers() const
    {
        std::printf("    %lld machines told, %lld schedules written\n", static_cast<long long>(m_machines),
                    static_cast<long long>(m_written));
    }

private:
    test::LiveClock m_clock;
    test::FakeClock m_stillClock;
    test::FakeWallTimer m_timer{m_stillClock};
    QString m_token;
    Account m_account;
    std::unique_ptr<QNetworkAccessManager> m_network = makeNetwork();
    Redactor m_redactor;
    HttpClient m_http{*m_network, m_redactor};
    qsizetype m_machines = 0;
    qsizetype m_written = 0;
    std::unique_ptr<Engine> m_engine;
};

void printMemory(const char* what)
{
    std::printf("%-52s %7.0f MiB resident %7.0f MiB proportional\n", what,
                memoryMib("/proc/self/status", "VmRSS:"), memoryMib("/proc/self/smaps_rollup", "Pss:"));
}

/// The same rows, each committed by itself, found by going through all of them.
void runRival(const QString& filled, const QString& directory)
{
    const auto from = Store::open(filled);
    const auto to = Store::open(directory);
    if (!from || !to)
        return;
    const auto rows = (*from)->schedules();
    const auto accounts = (*from)->accounts();
    if (!rows || !accounts || rows->size() < kRivalRows || !(*to)->saveAccount(accounts->constFirst()))
        return;
    const Took took = measured([&] {
        for (int i = 0; i < kRivalRows; ++i) {
            const auto found = std::ranges::find(*rows, rows->at(rows->size() - 1 - i).id, &Schedule::id);
            if (!(*to)->saveSchedule(*found))
                std::printf("a row could not be stored\n");
        }
    });
    const double factor = static_cast<double>(kInstances) * kSchedules / kRivalRows;
    print("rival: as many rows one by one (from 500 of them)",
          {took.clock * factor, took.processor * factor});
    const Took together = measured([&] {
        if (!(*to)->saveSchedules(*rows))
            std::printf("the rows could not be stored\n");
    });
    print("ours: the rows in one transaction", together);
}

} // namespace

int main(int argc, char** argv)
{
    QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) == u"--cloud")
        return serve(arguments.value(2));
    const QTemporaryDir home;
    QProcess cloud;
    cloud.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    cloud.start(QCoreApplication::applicationFilePath(), {u"--cloud"_s, home.filePath(u"cloud"_s)});
    while (!cloud.canReadLine() && cloud.waitForReadyRead(600'000)) {
    }
    const QStringList told = QString::fromUtf8(cloud.readLine()).simplified().split(u' ');
    if (told.size() != 2)
        return 1;
    std::printf("%d instances with %d schedules each, the cloud in another process\n", kInstances,
                kSchedules);
    const QString data = home.filePath(u"data"_s);
    {
        Client client(data, QUrl(told[0]), told[1]);
        printMemory("a program before its first list");
        const Took listing = measured([&] { client.listOnly(); });
        print("the list alone, nothing adopted", listing);
        printMemory("with that list");
        const Took first = measured([&] { client.list(); });
        print("first list: everything adopted and stored", first);
        print("    of it, adopting and storing",
              {first.clock - listing.clock, first.processor - listing.processor});
        client.printNumbers();
        print("second list", measured([&] { client.list(); }));
        client.printNumbers();
        printMemory("with all of it");
    }
    std::unique_ptr<Client> again;
    print("opening again", measured([&] { again = std::make_unique<Client>(data, QUrl(told[0]), told[1]); }));
    print("its list: nothing new", measured([&] { again->list(); }));
    again->printNumbers();
    again.reset();
    runRival(data, home.filePath(u"rival"_s));
    cloud.closeWriteChannel();
    cloud.waitForFinished();
    return 0;
}
