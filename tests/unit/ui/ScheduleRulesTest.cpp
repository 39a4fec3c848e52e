#include "ui/schedules/ActionOffers.h"
#include "ui/schedules/NameRules.h"

#include <QTest>

using namespace reveille;
using namespace reveille::ui;
using namespace Qt::StringLiterals;

namespace {

MachineChoice machine(const QString& name, ProviderKind provider)
{
    MachineChoice choice;
    choice.key = {AccountId{u"account"_s}, MachineId{name}};
    choice.name = choice.label = name;
    choice.provider = provider;
    choice.rules.runsCommands = provider != ProviderKind::Unikraft;
    return choice;
}

Schedule known(const QString& name, FiredBy firedBy, const MachineChoice& on)
{
    Schedule schedule;
    schedule.id = ScheduleId{u"id-"_s + name};
    schedule.name = name;
    schedule.firedBy = firedBy;
    schedule.machine = on.key;
    return schedule;
}

bool offers(const QVector<ActionOffer>& all, ScheduleAction action, FiredBy firedBy)
{
    return std::any_of(all.begin(), all.end(), [=](const ActionOffer& offer) {
        return offer.action == action && (firedBy == FiredBy::Provider ? offer.byProvider : offer.byReveille);
    });
}

} // namespace

/// What names, deeds and dangers a schedule may have.
class ScheduleRulesTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void namesAtTheProvider_data();
    void namesAtTheProvider();
    void namesAreUniqueWhereTheyMustBe();
    void severalMachinesHaveNamesOfTheirOwn();
    void fixesAreAllowedNames_data();
    void fixesAreAllowedNames();
    void deeds();
    void dangers();
};

void ScheduleRulesTest::namesAtTheProvider_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("allowed");
    QTest::newRow("plain") << u"morning-start"_s << true;
    QTest::newRow("one letter") << u"a"_s << true;
    QTest::newRow("digits") << u"2x"_s << true;
    QTest::newRow("31") << QString(31, u'a') << true;
    QTest::newRow("32") << QString(32, u'a') << false;
    QTest::newRow("capital") << u"Morning"_s << false;
    QTest::newRow("blank") << u"morning start"_s << false;
    QTest::newRow("underscore") << u"morning_start"_s << false;
    QTest::newRow("hyphen first") << u"-a"_s << false;
    QTest::newRow("hyphen last") << u"a-"_s << false;
    QTest::newRow("other letters") << u"früh"_s << false;
    QTest::newRow("empty") << QString() << false;
}

void ScheduleRulesTest::namesAtTheProvider()
{
    QFETCH(QString, name);
    QFETCH(bool, allowed);
    NameUse use;
    use.firedBy = FiredBy::Provider;
    use.machines = {machine(u"web"_s, ProviderKind::Unikraft)};
    QCOMPARE(nameProblem(name, use).isEmpty(), allowed);
}

void ScheduleRulesTest::namesAreUniqueWhereTheyMustBe()
{
    const MachineChoice web = machine(u"web"_s, ProviderKind::Unikraft);
    MachineChoice api = machine(u"api"_s, ProviderKind::Unikraft);
    api.providerNames = {u"foreign"_s};
    NameUse use;
    use.known = {known(u"stop"_s, FiredBy::Provider, web), known(u"backup"_s, FiredBy::Reveille, web)};
    use.firedBy = FiredBy::Provider;
    use.machines = {web};
    QVERIFY(!nameProblem(u"stop"_s, use).isEmpty());
    QVERIFY(nameProblem(u"backup"_s, use).isEmpty());
    use.machines = {api};
    QVERIFY(nameProblem(u"stop"_s, use).isEmpty());
    QVERIFY(!nameProblem(u"foreign"_s, use).isEmpty());
    use.firedBy = FiredBy::Reveille;
    QVERIFY(!nameProblem(u"BACKUP"_s, use).isEmpty());
    use.self = ScheduleId{u"id-backup"_s};
    QVERIFY(nameProblem(u"BACKUP"_s, use).isEmpty());
}

void ScheduleRulesTest::severalMachinesHaveNamesOfTheirOwn()
{
    NameUse use;
    use.machines = {machine(u"one"_s, ProviderKind::Dedalus), machine(u"two"_s, ProviderKind::Dedalus)};
    QCOMPARE(namesFor(u"tidy"_s, use), (QStringList{u"tidy-one"_s, u"tidy-two"_s}));
    use.firedBy = FiredBy::Provider;
    QCOMPARE(namesFor(u"tidy"_s, use), (QStringList{u"tidy"_s, u"tidy"_s}));
    use.firedBy = FiredBy::Reveille;
    use.known = {known(u"tidy-two"_s, FiredBy::Reveille, use.machines.first())};
    QVERIFY(nameProblem(u"tidy"_s, use).contains(u"tidy-two"_s));
}

void ScheduleRulesTest::fixesAreAllowedNames_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("fix");
    QTest::newRow("accents") << u"Früh_Start!"_s << u"fruh-start"_s;
    QTest::newRow("long") << QString(40, u'a') << QString(31, u'a');
    QTest::newRow("long, cut at a hyphen") << QString(QString(30, u'a') + u"-b"_s) << QString(30, u'a');
    QTest::newRow("taken") << u"Stop"_s << u"stop-2"_s;
    QTest::newRow("nothing left") << u"!!!"_s << QString();
    QTest::newRow("right already") << u"start"_s << QString();
}

void ScheduleRulesTest::fixesAreAllowedNames()
{
    QFETCH(QString, name);
    QFETCH(QString, fix);
    const MachineChoice web = machine(u"web"_s, ProviderKind::Unikraft);
    NameUse use;
    use.firedBy = FiredBy::Provider;
    use.machines = {web};
    use.known = {known(u"stop"_s, FiredBy::Provider, web)};
    QCOMPARE(nameFix(name, use), fix);
    if (!fix.isEmpty())
        QVERIFY(nameProblem(fix, use).isEmpty());
}

void ScheduleRulesTest::deeds()
{
    const MachineChoice vm = machine(u"vm"_s, ProviderKind::Dedalus);
    MachineChoice instance = machine(u"web"_s, ProviderKind::Unikraft);
    QCOMPARE(actionOffers(vm).size(), 1);
    QVERIFY(offers(actionOffers(instance), ScheduleAction::Exec, FiredBy::Provider));
    QVERIFY(!offers(actionOffers(instance), ScheduleAction::Exec, FiredBy::Reveille));
    QVERIFY(offers(actionOffers(instance), ScheduleAction::Suspend, FiredBy::Reveille));
    QVERIFY(!offers(actionOffers(instance), ScheduleAction::Suspend, FiredBy::Provider));
    MachineChoice ofSandbox = instance;
    ofSandbox.provider = ProviderKind::Sandbox;
    QCOMPARE(actionOffers(ofSandbox).size(), 1);
    ofSandbox.providerFires = true;
    QCOMPARE(actionOffers(ofSandbox).size(), actionOffers(instance).size());
    // Together only what all can do.
    QVERIFY(actionOffers({vm, instance}).isEmpty());
    instance.rules.runsCommands = true;
    QCOMPARE(actionOffers({vm, instance}).size(), 1);
    QVERIFY(
        firingText(FiredBy::Provider, ScheduleAction::Exec, ProviderKind::Unikraft).contains(u"no output"_s));
    QVERIFY(!actionRemarks(ScheduleAction::Exec, FiredBy::Provider, {instance}).isEmpty());
    QVERIFY(actionRemarks(ScheduleAction::Start, FiredBy::Provider, {instance}).isEmpty());
}

void ScheduleRulesTest::dangers()
{
    MachineChoice web = machine(u"web"_s, ProviderKind::Unikraft);
    QCOMPARE(dangerOf(ScheduleAction::Delete, {web}).typed, u"web"_s);
    QVERIFY(dangerOf(ScheduleAction::Stop, {web}).typed.isEmpty());
    web.rules.deleteOnStop = true;
    QCOMPARE(dangerOf(ScheduleAction::Stop, {web}).typed, u"web"_s);
    QVERIFY(dangerOf(ScheduleAction::Suspend, {web}).typed.isEmpty());
    web.rules.deleteLocked = true;
    QVERIFY(!actionRemarks(ScheduleAction::Delete, FiredBy::Provider, {web}).isEmpty());
}

QTEST_GUILESS_MAIN(ScheduleRulesTest)
#include "ScheduleRulesTest.moc"
