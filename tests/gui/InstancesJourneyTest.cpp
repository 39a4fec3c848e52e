#include "core/engine/Engine.h"
#include "core/engine/EngineProxy.h"
#include "tests/contract/providers/UnikraftSide.h"
#include "tests/gui/Journey.h"
#include "tests/support/FakeWallTimer.h"
#include "tests/support/StoreRoom.h"

#include <memory>
#include <optional>

#include <QAction>
#include <QApplication>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTemporaryDir>
#include <QToolButton>

using namespace reveille;
using namespace reveille::ui;
using namespace reveille::test;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using Operation = ProviderScheduleEdit::Operation;

/// The window in front of a whole engine, the real client and the sandbox's instances, by mouse and keys.
class InstancesJourneyTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_theme = std::make_unique<Theme>(*qApp); }
    void init();
    void cleanup();
    void metrosStandInTheTree();
    void instancesAreControlled();
    void schedulesAreEditedAndTakenBack();
    void driftIsShownAndDecided();
    void elapsesAreSeen();
    void aDeletionAsksForTheName();

private:
    [[nodiscard]] bool eventually(const std::function<bool()>& isSo) const
    {
        return QTest::qWaitFor(isSo, 15'000);
    }
    void trigger(ActionId id) const
    {
        m_journey->window->actions().action(id)->trigger();
        Journey::settle();
    }
    /// A step can be taken back when the engine has said that it is done.
    void takeBack(const QString& step) const
    {
        const QAction* undo = m_journey->window->actions().action(ActionId::Undo);
        QVERIFY2(eventually([&] { return undo->isEnabled() && undo->text().contains(step); }),
                 qPrintable(undo->text()));
        trigger(ActionId::Undo);
    }
    [[nodiscard]] bool shows(const QString& view, const QString& text) const;
    [[nodiscard]] QString kept(const QString& name) const;
    [[nodiscard]] bool isAt(MachinePhase phase) const
    {
        const auto read = m_cloud->machine(m_machine.machine);
        return read && read->phase == phase;
    }
    [[nodiscard]] QString detail() const;
    void pass(std::chrono::microseconds time);
    void addSchedule(const QString& name, const QString& when, const QString& action);

    FakeClock m_clock;
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<QTemporaryDir> m_home;
    std::unique_ptr<UnikraftSide> m_cloud;
    std::unique_ptr<FakeWallTimer> m_timer;
    std::unique_ptr<Engine> m_engine;
    std::unique_ptr<EngineProxy> m_client;
    std::unique_ptr<Journey> m_journey;
    MachineKey m_machine;
};

void InstancesJourneyTest::init()
{
    m_home = std::make_unique<QTemporaryDir>(storeRoom());
    m_cloud = std::make_unique<UnikraftSide>(UnikraftSide::defaults(), &m_clock);
    MachineSpec far = UnikraftSide::spec(u"far"_s);
    far.metro = u"sin"_s;
    QVERIFY(m_cloud->create(far).has_value());
    Account account = m_cloud->account();
    m_machine = {account.id, m_cloud->running(u"web"_s)};
    account.name = u"Cloud"_s;
    account.keySource = KeySource::Environment;
    account.metros = {u"fra"_s, u"sin"_s, u"http://127.0.0.1:9/dal"_s}; // nobody listens there
    m_timer = std::make_unique<FakeWallTimer>(m_clock);
    EnginePorts ports;
    ports.clock = &m_clock;
    ports.timer = m_timer.get();
    ports.makeProvider = [this](const Account& of) {
        return m_cloud->providerFor(of, m_cloud->sandbox().unikraftToken());
    };
    m_engine = std::make_unique<Engine>(ports);
    QVERIFY(m_engine->open(m_home->path() + u"/data"_s, Engine::Role::Runner).has_value());
    m_client = std::make_unique<EngineProxy>(*m_engine);
    std::optional<Result<Account>> saved;
    m_client->saveAccount(account, QString(), [&](const Result<Account>& answer) { saved = answer; });
    QVERIFY(eventually([&] { return saved.has_value(); }) && saved->has_value());
    m_journey = std::make_unique<Journey>(*m_theme, *m_client, m_clock.now());
    QVERIFY(eventually([this] { return shows(u"machineTree"_s, u"web"_s); }));
    m_journey->clickCell(u"machineTree"_s, u"web"_s);
}

void InstancesJourneyTest::cleanup()
{
    QApplication::closeAllWindows();
    m_journey.reset();
    m_client.reset();
    m_engine.reset();
    m_timer.reset();
    m_cloud.reset();
}

bool InstancesJourneyTest::shows(const QString& view, const QString& text) const
{
    const auto* model = m_journey->find<QAbstractItemView>(view)->model();
    for (int column = 0; column < model->columnCount(); ++column) {
        if (!model
                 ->match(model->index(0, column), Qt::DisplayRole, text, 1,
                         Qt::MatchExactly | Qt::MatchRecursive | Qt::MatchWrap)
                 .isEmpty())
            return true;
    }
    return false;
}

/// The expression that the platform keeps under that name; empty where it keeps none.
QString InstancesJourneyTest::kept(const QString& name) const
{
    const auto read = m_cloud->machine(m_machine.machine);
    for (const ProviderSchedule& schedule : read->providerSchedules.value_or(QVector<ProviderSchedule>())) {
        if (schedule.name == name)
            return schedule.when;
    }
    return {};
}

QString InstancesJourneyTest::detail() const
{
    QStringList texts;
    for (const QLabel* label : m_journey->find(u"scheduleDetail"_s)->findChildren<QLabel*>())
        texts += label->text();
    return texts.join(u'|');
}

/// Time goes by for the platform and for the engine, whichever has something to do first.
void InstancesJourneyTest::pass(std::chrono::microseconds time)
{
    const Instant until = m_clock.now() + time;
    while (m_clock.now() < until) {
        const auto alarm = m_timer->dueAt();
        const auto toAlarm = alarm ? *alarm - m_clock.sinceBoot() : until - m_clock.now();
        m_cloud->pass(std::clamp(toAlarm, 1us, until - m_clock.now()));
        if (alarm && *alarm <= m_clock.sinceBoot()) {
            m_timer->fire();
            // Its questions are answered before time goes on.
            for (int turn = 0; turn < 40; ++turn)
                QCoreApplication::processEvents(QEventLoop::AllEvents, 5);
            (void)m_cloud->machine(m_machine.machine);
            (void)m_cloud->machine(m_machine.machine);
        }
    }
    m_journey->clock.advanceTo(m_clock.now());
}

void InstancesJourneyTest::addSchedule(const QString& name, const QString& when, const QString& action)
{
    m_journey->press(Qt::Key_1, Qt::ControlModifier);
    m_journey->click(u"newScheduleButton"_s);
    m_journey->chooseByMouse(u"scheduleAction"_s, action);
    m_journey->chooseByMouse(u"scheduleFiredBy"_s, u"Unikraft Cloud"_s);
    m_journey->rewrite(u"scheduleName"_s, name);
    m_journey->chooseByMouse(u"scheduleZone"_s, u"UTC"_s);
    m_journey->rewrite(u"when1"_s, when);
    m_journey->click(u"saveSchedule"_s);
    QVERIFY(eventually([&] { return !m_journey->isVisible(u"scheduleDialog"_s); }));
    QVERIFY(eventually([&] { return shows(u"scheduleTable"_s, name); }));
}

void InstancesJourneyTest::metrosStandInTheTree()
{
    for (const QString& text : {u"fra"_s, u"sin"_s, u"dal"_s, u"web"_s, u"far"_s})
        QVERIFY2(shows(u"machineTree"_s, text), qPrintable(text));
    const auto* model = m_journey->find<QAbstractItemView>(u"machineTree"_s)->model();
    const auto dal = model->match(model->index(0, 0), Qt::DisplayRole, u"dal"_s, 1,
                                  Qt::MatchExactly | Qt::MatchRecursive | Qt::MatchWrap);
    QVERIFY(!dal.first().data(Qt::ToolTipRole).toString().isEmpty()); // what is wrong with it
    QCOMPARE(model->rowCount(dal.first()), 0);
}

void InstancesJourneyTest::instancesAreControlled()
{
    m_journey->press(Qt::Key_4, Qt::ControlModifier);
    QVERIFY(m_journey->isVisible(u"machinePage"_s));
    const auto* console = m_journey->find<QPlainTextEdit>(u"consoleText"_s);
    QVERIFY(eventually([&] { return console->toPlainText().contains(u"Booted"_s); }));
    const auto isEnabled = [this](const QString& name) {
        return m_journey->find<QToolButton>(name)->isEnabled();
    };
    const auto becomes = [&](MachinePhase phase, const QString& button) {
        return eventually([&] { return isAt(phase); }) && eventually([&] { return isEnabled(button); });
    };
    m_journey->click(u"stopMachineButton"_s);
    QVERIFY(becomes(MachinePhase::Stopped, u"startMachineButton"_s));
    m_journey->click(u"startMachineButton"_s);
    QVERIFY(becomes(MachinePhase::Running, u"stopMachineButton"_s));
    trigger(ActionId::SuspendMachine);
    QVERIFY(becomes(MachinePhase::Sleeping, u"startMachineButton"_s));
    m_journey->click(u"startMachineButton"_s);
    QVERIFY(becomes(MachinePhase::Running, u"stopMachineButton"_s));
    trigger(ActionId::ForceStopMachine);
    QVERIFY(becomes(MachinePhase::Stopped, u"startMachineButton"_s));
}

void InstancesJourneyTest::schedulesAreEditedAndTakenBack()
{
    addSchedule(u"morning"_s, u"Mon..Fri 09:00"_s, u"Wake the machine"_s);
    QCOMPARE(kept(u"morning"_s), u"Mon..Fri *-*-* 09:00:00"_s);
    m_journey->clickCell(u"scheduleTable"_s, u"morning"_s);
    m_journey->press(Qt::Key_Return);
    m_journey->rewrite(u"when1"_s, u"Mon..Fri 10:00"_s);
    m_journey->click(u"saveSchedule"_s);
    QVERIFY(eventually([&] { return kept(u"morning"_s) == u"Mon..Fri *-*-* 10:00:00"_s; }));
    QVERIFY(eventually([&] { return !m_journey->isVisible(u"scheduleDialog"_s); }));
    takeBack(u"edit"_s);
    QVERIFY(eventually([&] { return kept(u"morning"_s) == u"Mon..Fri *-*-* 09:00:00"_s; }));
    m_journey->clickCell(u"scheduleTable"_s, u"morning"_s);
    trigger(ActionId::ToggleSchedule);
    QVERIFY(eventually([&] { return kept(u"morning"_s).isEmpty(); }));
    QVERIFY(eventually([&] { return detail().contains(u"It is off."_s); }));
    takeBack(u"turn off"_s);
    QVERIFY(eventually([&] { return !kept(u"morning"_s).isEmpty(); }));
    QVERIFY(eventually([&] { return !detail().contains(u"It is off."_s); }));
    m_journey->clickCell(u"scheduleTable"_s, u"morning"_s);
    trigger(ActionId::RemoveSchedule);
    QVERIFY(eventually([&] { return kept(u"morning"_s).isEmpty(); }));
    takeBack(u"delet"_s);
    QVERIFY(eventually([&] { return !kept(u"morning"_s).isEmpty(); }));
    takeBack(u"new"_s); // its making
    QVERIFY(eventually([&] { return kept(u"morning"_s).isEmpty(); }));
}

void InstancesJourneyTest::driftIsShownAndDecided()
{
    addSchedule(u"morning"_s, u"09:00"_s, u"Wake the machine"_s);
    QVERIFY(m_cloud
                ->edit(m_machine.machine, Operation::Set,
                       {scheduleOf(u"morning"_s, u"*-*-* 07:30:00"_s, u"start"_s)})
                .has_value());
    trigger(ActionId::Refresh);
    m_journey->clickCell(u"scheduleTable"_s, u"morning"_s);
    const QAction* compare = m_journey->window->actions().action(ActionId::CompareDrift);
    QVERIFY(eventually([&] { return compare->isEnabled(); }));
    trigger(ActionId::CompareDrift);
    QVERIFY(m_journey->isVisible(u"driftDialog"_s));
    QCOMPARE(m_journey->find<QLabel>(u"driftOurs1"_s)->text(), u"*-*-* 09:00:00"_s);
    QCOMPARE(m_journey->find<QLabel>(u"driftTheirs1"_s)->text(), u"*-*-* 07:30:00"_s);
    m_journey->click(u"driftOurs"_s);
    QVERIFY(eventually([&] { return kept(u"morning"_s) == u"*-*-* 09:00:00"_s; }));
    QVERIFY(eventually([&] { return !m_journey->isVisible(u"driftDialog"_s); }));
    takeBack(u"send"_s);
    QVERIFY(eventually([&] { return kept(u"morning"_s) == u"*-*-* 07:30:00"_s; }));
}

void InstancesJourneyTest::elapsesAreSeen()
{
    addSchedule(u"evening"_s, u"08:10"_s, u"Stop the machine"_s);
    pass(12min);
    m_journey->clickCell(u"scheduleTable"_s, u"evening"_s);
    QVERIFY2(eventually([&] { return detail().contains(u"Seen"_s); }), qPrintable(detail()));
    QVERIFY(isAt(MachinePhase::Stopped));
}

void InstancesJourneyTest::aDeletionAsksForTheName()
{
    trigger(ActionId::DeleteMachine);
    QVERIFY(m_journey->isVisible(u"confirmDialog"_s));
    m_journey->rewrite(u"confirmName"_s, u"we"_s);
    QVERIFY(!m_journey->find<QPushButton>(u"confirmButton"_s)->isEnabled());
    m_journey->rewrite(u"confirmName"_s, u"web"_s);
    m_journey->click(u"confirmButton"_s);
    QVERIFY(eventually([&] { return !m_cloud->machine(m_machine.machine).has_value(); }));
    QVERIFY(eventually([&] { return !shows(u"machineTree"_s, u"web"_s); }));
    QVERIFY(shows(u"machineTree"_s, u"far"_s));
}

QTEST_MAIN(InstancesJourneyTest)
#include "InstancesJourneyTest.moc"
