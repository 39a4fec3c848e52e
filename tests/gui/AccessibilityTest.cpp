#include "tests/gui/Journey.h"
#include "tests/gui/ProviderWorld.h"

#include "ui/accounts/AccountDialog.h"
#include "ui/machines/ConfirmDialog.h"
#include "ui/machines/NewMachineDialog.h"
#include "ui/schedules/BackfillDialog.h"
#include "ui/schedules/DriftDialog.h"
#include "ui/schedules/ManyDialog.h"
#include "ui/schedules/PauseDialog.h"
#include "ui/schedules/ScheduleDialog.h"
#include "ui/schedules/WhyDialog.h"
#include "ui/widgets/Fold.h"
#include "ui/window/AboutDialog.h"
#include "ui/window/EditResultsDialog.h"

#include <QAbstractButton>
#include <QAbstractScrollArea>
#include <QAccessible>
#include <QApplication>
#include <QComboBox>
#include <QDialog>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QTableView>
#include <QTextEdit>

using namespace reveille;
using namespace reveille::ui;
using namespace reveille::test;
using namespace Qt::StringLiterals;

namespace {

/// Parts that Qt makes inside a control; they speak through the control.
bool isInside(const QWidget* widget)
{
    return widget->objectName().startsWith(u"qt_"_s) || qobject_cast<const QMenu*>(widget) != nullptr ||
           (widget->parentWidget() != nullptr &&
            (qobject_cast<const QComboBox*>(widget->parentWidget()) != nullptr ||
             qobject_cast<const QLineEdit*>(widget->parentWidget()) != nullptr ||
             qobject_cast<const QAbstractScrollArea*>(widget->parentWidget()) != nullptr));
}

/// What is wrong with the widgets below `root`, one line each.
QStringList faults(const QWidget* root)
{
    QStringList found;
    for (const QWidget* widget : root->findChildren<QWidget*>()) {
        if (widget->focusPolicy() == Qt::NoFocus || isInside(widget) || !widget->isVisibleTo(root))
            continue;
        // A widget that hands its focus on is not a stop of its own.
        if (widget->focusProxy() != nullptr)
            continue;
        const QString name = widget->objectName().isEmpty()
                                 ? QString::fromLatin1(widget->metaObject()->className())
                                 : widget->objectName();
        if (widget->objectName().isEmpty())
            found += name + u" in "_s + widget->parentWidget()->objectName() + u" has no object name"_s;
        if (widget->accessibleName().isEmpty())
            found += name + u" has no accessible name"_s;
    }
    for (const QLabel* label : root->findChildren<QLabel*>()) {
        if (label->text().contains(u'&') && label->buddy() == nullptr && !label->text().contains(u"&&"_s))
            found += u"the label “"_s + label->text() + u"” has a key but no buddy"_s;
    }
    return found;
}

} // namespace

class AccessibilityTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_theme = std::make_unique<Theme>(*qApp); }
    void everyStopHasAName();
    void tablesSpeak();
    void tabReachesEverything();

private:
    std::unique_ptr<Theme> m_theme;
};

void AccessibilityTest::everyStopHasAName()
{
    Journey journey(*m_theme);
    QCOMPARE(faults(journey.window.get()), QStringList());
    journey.window->openRun(RunId{u"run-weekly-verify-6"_s});
    Journey::settle();
    QCOMPARE(faults(journey.window.get()), QStringList());
    journey.window->hide();
    Journey machinePage(*m_theme, providerWorld());
    machinePage.clickCell(u"machineTree"_s, u"web-1"_s);
    machinePage.press(Qt::Key_4, Qt::ControlModifier);
    QCOMPARE(faults(machinePage.window.get()).join(u"; "_s), QString());
    machinePage.window->hide();
    Journey first(*m_theme, Changes{});
    first.click(u"chooseDedalus"_s);
    QCOMPARE(faults(first.window.get()), QStringList());

    const TimeView view{inventedNow(), calendar::TimeZone::utc()};
    const Changes world = inventedWorld();
    ScheduleDialog schedule(world.schedules[5], {{world.machines[1].key, u"embeddings"_s}}, view);
    NewMachineDialog machine(world.accounts, std::nullopt);
    ConfirmDialog confirm({u"Delete"_s, u"It will be gone."_s, u"backup"_s, u"Delete machine"_s});
    AccountDialog account(journey.client, world.accounts[0]);
    AboutDialog about;
    PauseDialog pause(u"nightly-backup"_s, view);
    BackfillDialog backfill(world.schedules[0], view);
    WhyDialog why(world.schedules[0], view);
    ManyDialog many(world.schedules, {{world.machines[1].key, u"embeddings"_s}}, view);
    DriftDialog drift(providerWorld().schedules.last(), view);
    EditResultsDialog results(u"delete 1 schedule"_s, {{{world.schedules[0], std::nullopt}, std::nullopt}},
                              journey.window->state());
    for (QDialog* dialog :
         std::initializer_list<QDialog*>{&schedule, &machine, &confirm, &account, &about, &pause, &backfill,
                                         &why, &many, &drift, &results}) {
        for (Fold* fold : dialog->findChildren<Fold*>())
            fold->setOpen(true);
        dialog->show();
        Journey::settle();
        QCOMPARE(faults(dialog), QStringList());
    }
}

void AccessibilityTest::tablesSpeak()
{
    Journey journey(*m_theme);
    auto* table = journey.find<QTableView>(u"scheduleTable"_s);
    QAccessibleInterface* face = QAccessible::queryAccessibleInterface(table);
    QVERIFY(face != nullptr && face->tableInterface() != nullptr);
    QCOMPARE(face->tableInterface()->rowCount(), 6);
    QStringList cells;
    for (int column = 0; column < 6; ++column)
        cells += face->tableInterface()->cellAt(1, column)->text(QAccessible::Name);
    QCOMPARE(cells.first(), u"nightly-backup is on"_s);
    QVERIFY(cells.filter(QRegularExpression(u"^\\s*$"_s)).isEmpty());
}

void AccessibilityTest::tabReachesEverything()
{
    Journey journey(*m_theme);
    for (const char* name : {"newScheduleButton", "runNowButton", "pauseButton", "searchField", "machineTree",
                             "addAccountButton", "pageTabs", "scheduleTable"})
        QVERIFY2(journey.tabTo(QString::fromLatin1(name)), name);
}

QTEST_MAIN(AccessibilityTest)
#include "AccessibilityTest.moc"
