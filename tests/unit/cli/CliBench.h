#pragma once

#include "app/cli/CliApp.h"
#include "tests/support/FakeClock.h"
#include "tests/unit/cli/FakeEngine.h"

#include <memory>

#include <QBuffer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QPointer>
#include <QStringList>

namespace reveille::test {

/// Runs one command line within the test, on a FakeWorld: 2026-03-02 08:00:00 UTC, a Monday.
class CliBench
{
public:
    CliBench();
    ~CliBench();

    FakeWorld fake;
    cli::EngineUse engineUse = cli::EngineUse::Look;
    cli::Console::Terminal terminal;

    /// Starts a command and waits for its end; the exit code, or -1 if it did not end in time.
    int run(const QStringList& arguments, const QByteArray& input = {});
    /// Starts a command that goes on.
    void start(const QStringList& arguments, const QByteArray& input = {});
    /// -1 while it goes on.
    [[nodiscard]] int exitCode() const { return m_exitCode; }
    [[nodiscard]] Instant now() const { return m_clock.now(); }
    [[nodiscard]] QPointer<FakeEngine> engine() const { return m_engine; }

    [[nodiscard]] QByteArray out() const { return m_out.data(); }
    [[nodiscard]] QString outText() const { return QString::fromUtf8(m_out.data()); }
    [[nodiscard]] QString errText() const { return QString::fromUtf8(m_err.data()); }
    [[nodiscard]] QJsonObject object() const { return QJsonDocument::fromJson(m_out.data()).object(); }
    [[nodiscard]] QJsonArray array() const { return QJsonDocument::fromJson(m_out.data()).array(); }

    // Things to put into the world.
    static Account account(const QString& id, const QString& name);
    static Machine machine(const QString& id, const QString& name, const QString& account);
    static Schedule schedule(const QString& id, const QString& name, const QString& machine);
    static Run run(const QString& id, Outcome outcome);

private:
    FakeClock m_clock;
    QBuffer m_in;
    QBuffer m_out;
    QBuffer m_err;
    std::unique_ptr<cli::Console> m_console;
    std::unique_ptr<cli::CliApp> m_app;
    QPointer<FakeEngine> m_engine;
    int m_exitCode = -1;
};

} // namespace reveille::test
