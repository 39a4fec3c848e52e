#include "tests/gui/Journey.h"
#include "ui/window/StatusStrip.h"

#include <algorithm>
#include <functional>

#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QTabBar>
#include <QTableView>
#include <QToolButton>
#include <QTreeView>

using namespace reveille;
using namespace reveille::ui;
using namespace reveille::test;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

QString labelText(Journey& journey, const QString& name)
{
    return journey.find<QLabel>(name)->text();
}

QString outputText(Journey& journey)
{
    return journey.find<QPlainTextEdit>(u"outputText"_s)->toPlainText();
}

int rows(Journey& journey)
{
    return journey.find<QTableView>(u"runTable"_s)->model()->rowCount();
}

RunAttempt attemptOf(int number, int exitCode, const QByteArray& printed)
{
    RunAttempt attempt;
    attempt.attempt = number;
    attempt.reason = u"command-failed"_s;
    attempt.exitCode = exitCode;
    attempt.stdoutText = printed;
    attempt.stdoutBytes = printed.size() + 100;
    return attempt;
}

void openRuns(Journey& journey)
{
    journey.press(Qt::Key_2, Qt::ControlModifier);
}

void push(Journey& journey, const std::function<void(Changes&)>& change)
{
    Changes changes;
    change(changes);
    journey.client.push(changes);
    Journey::settle();
}

void pushSkew(Journey& journey, std::optional<std::chrono::milliseconds> skew)
{
    push(journey, [&](Changes& changes) {
        AccountStatus status;
        status.account = journey.window->state().accounts().constFirst().id;
        status.state = AccountStatus::State::Connected;
        status.skew = skew;
        changes.accountStatus = {status};
    });
}

void pushStatus(Journey& journey, RunnerState state, std::optional<RunnerState> elsewhere)
{
    push(journey, [&](Changes& changes) {
        changes.status = journey.window->state().status();
        changes.status->state = state;
        changes.status->elsewhere = elsewhere;
    });
}

QString accountToolTip(Journey& journey)
{
    const QAbstractItemModel* model = journey.find<QTreeView>(u"machineTree"_s)->model();
    const QString name = journey.window->state().accounts().constFirst().name;
    return model->match(model->index(0, 0), Qt::DisplayRole, name, 1, Qt::MatchExactly | Qt::MatchRecursive)
        .value(0)
        .data(Qt::ToolTipRole)
        .toString();
}

/// What the strip at the foot says, found by its tooltip, since the short text is painted.
QString clockToolTip(Journey& journey)
{
    return journey.find(u"statusStrip"_s)->findChild<QWidget*>(u"statusProblem"_s)->toolTip();
}

} // namespace

/// What a person reads and looks for in the history, and who fires.
class RunsJourneyTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_theme = std::make_unique<Theme>(*qApp); }
    void cleanup() { QApplication::closeAllWindows(); }
    void eachTryIsShown();
    void aRunOfOneTryOffersNoChoice();
    void outputsAreSearchedByKeys();
    void aSearchThatFindsNothingSaysSo();
    void aRefusedSearchSaysWhy();
    void outputIsKeptAsLongAsChosen();
    void refusedLimitsStayOpen();
    void asManyRunsAtOnceAsChosen();
    void aClockThatDiffersIsTold();
    void aViewerTakesOver();

private:
    std::unique_ptr<Theme> m_theme;
};

void RunsJourneyTest::eachTryIsShown()
{
    Journey journey(*m_theme);
    journey.client.output.earlier = {attemptOf(1, 3, "first\n"), attemptOf(2, 4, "second\n")};
    openRuns(journey);
    journey.clickCell(u"runTable"_s, u"weekly-verify"_s);
    auto* tries = journey.find<QComboBox>(u"outputTry"_s);
    QCOMPARE(tries->count(), 3);
    QCOMPARE(tries->currentText(), u"Try 3, the last"_s);
    QVERIFY(!tries->accessibleName().isEmpty());
    const QString last = outputText(journey);
    journey.chooseByMouse(u"outputTry"_s, u"Try 1: Failed with exit code 3"_s);
    QCOMPARE(outputText(journey), u"first\n"_s);
    QCOMPARE(labelText(journey, u"outputKept"_s), u"6 bytes of 106 bytes kept"_s);
    journey.find<QTabBar>(u"outputStreams"_s)->setCurrentIndex(1);
    QCOMPARE(outputText(journey), QString());
    journey.find<QTabBar>(u"outputStreams"_s)->setCurrentIndex(0);
    tries->setFocus();
    journey.chooseByKeys(u"Try 2: Failed with exit code 4"_s);
    QCOMPARE(outputText(journey), u"second\n"_s);
    journey.chooseByKeys(u"Try 3, the last"_s);
    QCOMPARE(outputText(journey), last);
}

void RunsJourneyTest::aRunOfOneTryOffersNoChoice()
{
    Journey journey(*m_theme);
    openRuns(journey);
    journey.clickCell(u"runTable"_s, u"weekly-verify"_s);
    QVERIFY(!journey.isVisible(u"outputTry"_s));
}

void RunsJourneyTest::outputsAreSearchedByKeys()
{
    Journey journey(*m_theme);
    const auto& runs = journey.client.initial.runs;
    journey.client.printing = {runs[5].id, runs[6].id};
    openRuns(journey);
    const int all = rows(journey);
    journey.find<QLineEdit>(u"outputSearch"_s)->setFocus();
    journey.type(u"Transferred"_s);
    QCOMPARE(rows(journey), all); // only when asked for
    journey.press(Qt::Key_Return);
    QVERIFY(journey.client.calls.contains(u"fetchRuns Transferred"_s));
    QCOMPARE(rows(journey), 2);
    QVERIFY(labelText(journey, u"outputFound"_s).startsWith(u"2 "_s));
    journey.press(Qt::Key_Tab);
    QCOMPARE(journey.focusName(), u"runsAtOnce"_s);
    journey.press(Qt::Key_Tab);
    QCOMPARE(journey.focusName(), u"keepOutput"_s);
    journey.press(Qt::Key_Tab);
    QCOMPARE(journey.focusName(), u"runTable"_s);
    journey.rewrite(u"outputSearch"_s, QString());
    QCOMPARE(rows(journey), all);
    QCOMPARE(labelText(journey, u"outputFound"_s), QString());
}

void RunsJourneyTest::aSearchThatFindsNothingSaysSo()
{
    Journey journey(*m_theme);
    openRuns(journey);
    const int all = rows(journey);
    journey.rewrite(u"outputSearch"_s, u"nowhere"_s);
    journey.press(Qt::Key_Return);
    QVERIFY(!journey.isVisible(u"runTable"_s));
    QVERIFY(journey.isVisible(u"outputSearch"_s));
    journey.rewrite(u"outputSearch"_s, QString());
    QCOMPARE(rows(journey), all);
}

void RunsJourneyTest::aRefusedSearchSaysWhy()
{
    Journey journey(*m_theme);
    openRuns(journey);
    const int all = rows(journey);
    Error error;
    error.code = ErrorCode::StorageCorrupt;
    journey.rewrite(u"outputSearch"_s, u"anything"_s);
    journey.client.refuseNext(error);
    journey.press(Qt::Key_Return);
    QVERIFY(!labelText(journey, u"outputFound"_s).isEmpty());
    QCOMPARE(rows(journey), all);
}

void RunsJourneyTest::outputIsKeptAsLongAsChosen()
{
    Journey journey(*m_theme);
    journey.client.limits = OutputLimits{30h, 5'000'000'000};
    openRuns(journey);
    journey.click(u"keepOutput"_s);
    auto* days = journey.find<QSpinBox>(u"keepDays"_s);
    QCOMPARE(days->value(), 2);
    QVERIFY(!days->accessibleName().isEmpty());
    QVERIFY(!journey.find<QSpinBox>(u"keepSize"_s)->accessibleName().isEmpty());
    journey.click(u"keepOutputSave"_s);
    QVERIFY(!journey.isVisible(u"keepOutputDialog"_s));
    QCOMPARE(journey.client.limits, (OutputLimits{30h, 5'000'000'000})); // untouched ones stay exact
    journey.click(u"keepOutput"_s);
    QVERIFY(journey.tabTo(u"keepDays"_s));
    journey.press(Qt::Key_A, Qt::ControlModifier);
    journey.type(u"7"_s);
    QVERIFY(journey.tabTo(u"keepSize"_s));
    journey.press(Qt::Key_A, Qt::ControlModifier);
    journey.type(u"0"_s);
    journey.press(Qt::Key_Return);
    QVERIFY(!journey.isVisible(u"keepOutputDialog"_s));
    QCOMPARE(journey.client.limits, (OutputLimits{168h, 0}));
}

void RunsJourneyTest::asManyRunsAtOnceAsChosen()
{
    Journey journey(*m_theme);
    openRuns(journey);
    journey.click(u"runsAtOnce"_s);
    auto* most = journey.find<QSpinBox>(u"parallelRuns"_s);
    QCOMPARE(most->value(), 4);
    QVERIFY(!most->accessibleName().isEmpty());
    QVERIFY(journey.tabTo(u"parallelRuns"_s));
    journey.press(Qt::Key_A, Qt::ControlModifier);
    journey.type(u"9"_s);
    Error error;
    error.code = ErrorCode::StorageFull;
    journey.client.refuseNext(error);
    journey.press(Qt::Key_Return);
    QVERIFY(journey.isVisible(u"parallelRunsDialog"_s));
    QCOMPARE(journey.client.runsAtOnce, 4);
    journey.click(u"parallelRunsSave"_s);
    QVERIFY(!journey.isVisible(u"parallelRunsDialog"_s));
    QCOMPARE(journey.client.runsAtOnce, 9);
}

void RunsJourneyTest::refusedLimitsStayOpen()
{
    Journey journey(*m_theme);
    openRuns(journey);
    journey.click(u"keepOutput"_s);
    Error error;
    error.code = ErrorCode::InvalidArgument;
    journey.client.refuseNext(error);
    journey.click(u"keepOutputSave"_s);
    QVERIFY(journey.isVisible(u"keepOutputDialog"_s));
    QVERIFY(journey.find<QPushButton>(u"keepOutputSave"_s)->isEnabled());
}

void RunsJourneyTest::aClockThatDiffersIsTold()
{
    Journey journey(*m_theme);
    QCOMPARE(clockToolTip(journey), QString());
    pushSkew(journey, 4000ms);
    const QString ahead = u"This computer's clock is 4 s ahead of that of \"Dedalus\"."_s;
    QCOMPARE(clockToolTip(journey), ahead);
    QCOMPARE(accountToolTip(journey), ahead);
    StatusTexts texts = statusTexts(journey.window->state(), {});
    QCOMPARE(texts.problem, u"Clock 4 s ahead"_s);
    QCOMPARE(texts.problemColor, Color::Dim);
    pushSkew(journey, -90s);
    QVERIFY(clockToolTip(journey).contains(u"set it right"_s));
    texts = statusTexts(journey.window->state(), {});
    QCOMPARE(texts.problem, u"Clock 1 min 30 s behind: set it right"_s);
    QCOMPARE(texts.problemColor, Color::Warning);
    pushSkew(journey, std::nullopt);
    QCOMPARE(clockToolTip(journey), QString());
    QCOMPARE(accountToolTip(journey), QString());
}

void RunsJourneyTest::aViewerTakesOver()
{
    Journey journey(*m_theme);
    pushStatus(journey, RunnerState::Viewer, RunnerState::On);
    QCOMPARE(statusTexts(journey.window->state(), {}).runner,
             u"Another copy of Reveille fires; this one shows"_s);
    QVERIFY(!journey.isVisible(u"clockBanner"_s));
    pushStatus(journey, RunnerState::Viewer, std::nullopt); // it was killed
    QVERIFY(journey.isVisible(u"clockBanner"_s));
    const auto buttons = journey.find(u"clockBanner"_s)->findChildren<QPushButton*>();
    const auto fire =
        std::ranges::find_if(buttons, [](const QPushButton* b) { return b->text() == u"Fire from here"_s; });
    QVERIFY(fire != buttons.cend());
    QVERIFY((*fire)->isVisible());
    QTest::mouseClick(*fire, Qt::LeftButton);
    Journey::settle();
    QVERIFY(journey.client.calls.contains(u"takeOver"_s));
    QVERIFY(!journey.isVisible(u"clockBanner"_s));
    QCOMPARE(statusTexts(journey.window->state(), {}).runner, u"Runner on"_s);
}

QTEST_MAIN(RunsJourneyTest)
#include "RunsJourneyTest.moc"
