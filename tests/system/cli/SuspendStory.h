#pragma once

#include "core/store/Store.h"
#include "tests/support/TempHome.h"
#include "tests/system/cli/CliBed.h"

#include <functional>
#include <memory>

#include <QObject>
#include <QProcess>

namespace reveille::test {

/// The computer sleeps, as a real program that fires sees it: stopped for many occurrences, then going on,
/// while cloud and clock went on without it. One schedule for each way to meet what was missed. Which program
/// it is, the test says that is made of this.
class SuspendStory : public QObject
{
    Q_OBJECT

public:
    SuspendStory();
    ~SuspendStory() override;

protected:
    /// Starts the program that fires from now on; false if it cannot.
    [[nodiscard]] virtual bool startRunner() = 0;
    [[nodiscard]] virtual QProcess& runner() = 0;
    /// Called when it has gone on.
    virtual void seeAwake() {}

private Q_SLOTS:
    void initTestCase();
    void skipCatchesNothingUp();
    void latestRunsOnceForAll();
    void allRunsUpToItsNumberInOrder();
    void windowForgetsWhatIsOlder();
    void everyOccurrenceStandsOnce();
    void cleanupTestCase();

private:
    void addSchedule(const QString& name, const std::function<void(SchedulePolicy&)>& change);
    [[nodiscard]] QVector<Run> runsOf(const QString& name) const;
    /// The rows that were decided in one go after the sleep, ascending by instant.
    [[nodiscard]] QVector<Run> decidedOnResume(const QString& name) const;

    TempHome m_home;
    Cloud m_cloud;
    std::unique_ptr<Store> m_store;
    Schedule m_template;
    calendar::Instant m_slept;
    calendar::Instant m_woke;
};

} // namespace reveille::test
