#pragma once

#include "core/http/HttpClient.h"
#include "core/http/Redactor.h"
#include "core/providers/unikraft/UnikraftProvider.h"
#include "tests/contract/providers/ReplyOf.h"
#include "tests/support/FakeClock.h"
#include "tests/support/SandboxFixture.h"

#include <memory>

#include <QNetworkAccessManager>
#include <QTest>

namespace reveille::test {

/// The real provider in front of the sandbox's second platform, over real connections. With a clock handed
/// in, both sides read the time from it.
class UnikraftSide
{
public:
    explicit UnikraftSide(SandboxOptions options = defaults(), FakeClock* clock = nullptr);

    /// No machines in two metros, changes of state in milliseconds.
    [[nodiscard]] static SandboxOptions defaults();

    [[nodiscard]] SandboxFixture& fixture() { return m_fixture; }
    [[nodiscard]] Sandbox& sandbox() { return m_fixture.sandbox(); }
    [[nodiscard]] UnikraftProvider& provider() { return *m_provider; }
    [[nodiscard]] Account account() const;
    [[nodiscard]] std::unique_ptr<UnikraftProvider> providerFor(const Account& account, const QString& token);

    [[nodiscard]] static MachineSpec spec(const QString& name);
    [[nodiscard]] Result<Machine> create(const MachineSpec& spec, const QString& key = {});
    [[nodiscard]] MachineId running(const QString& name);
    [[nodiscard]] Result<Machine> machine(const MachineId& id);
    [[nodiscard]] bool reaches(const MachineId& id, MachinePhase phase);
    [[nodiscard]] Result<Machine> edit(const MachineId& id, ProviderScheduleEdit::Operation operation,
                                       const QVector<ProviderSchedule>& schedules,
                                       const QStringList& names = {});
    [[nodiscard]] Result<QByteArray> raw(const QByteArray& method, const QString& path,
                                         const QByteArray& body = {});

    /// Lets time pass on the clock handed in, occurrence by occurrence, each carried out in full.
    void pass(std::chrono::microseconds time);

private:
    FakeClock* m_clock;
    LiveClock m_liveClock;
    mutable SandboxFixture m_fixture;
    std::unique_ptr<QNetworkAccessManager> m_network = makeNetwork();
    Redactor m_redactor;
    HttpClient m_http;
    std::unique_ptr<UnikraftProvider> m_provider;
};

[[nodiscard]] ProviderSchedule scheduleOf(const QString& name, const QString& when, const QString& action,
                                          const QStringList& args = {});

} // namespace reveille::test
