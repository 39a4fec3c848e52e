#include "core/engine/ScheduleCheck.h"

#include <QTest>

using namespace reveille;
using namespace Qt::StringLiterals;

class ScheduleCheckTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void secretsAreNotLeftWithAProvider_data();
    void secretsAreNotLeftWithAProvider();
};

void ScheduleCheckTest::secretsAreNotLeftWithAProvider_data()
{
    QTest::addColumn<int>("firedBy");
    QTest::addColumn<QString>("value");
    QTest::addColumn<bool>("asArgument");
    QTest::addColumn<bool>("isTaken");
    const auto row = [](const char* name, FiredBy firedBy, const QString& value, bool asArgument,
                        bool isTaken) {
        QTest::newRow(name) << int(firedBy) << value << asArgument << isTaken;
    };
    row("ours, a secret", FiredBy::Reveille, u"secret:db"_s, false, true);
    row("theirs, a secret", FiredBy::Provider, u"secret:db"_s, false, false);
    row("theirs, as an argument", FiredBy::Provider, u"secret:db"_s, true, false);
    row("theirs, a value", FiredBy::Provider, u"plain"_s, false, true);
    row("theirs, a plain argument", FiredBy::Provider, u"plain"_s, true, true);
}

void ScheduleCheckTest::secretsAreNotLeftWithAProvider()
{
    QFETCH(int, firedBy);
    QFETCH(QString, value);
    QFETCH(bool, asArgument);
    QFETCH(bool, isTaken);
    Schedule schedule;
    schedule.name = u"nightly"_s;
    schedule.machine = {{u"account"_s}, {u"fra/web"_s}};
    schedule.when = {u"09:00"_s};
    schedule.zone = u"UTC"_s;
    schedule.argv = {u"/bin/true"_s};
    schedule.firedBy = FiredBy(firedBy);
    if (asArgument)
        schedule.argv.append(value);
    else
        schedule.env.insert(u"DB_PASSWORD"_s, value);
    const auto checked = checkSchedule(schedule, std::nullopt, calendar::Instant());
    QCOMPARE(checked.has_value(), isTaken);
    if (!isTaken) {
        QCOMPARE(checked.error().code, ErrorCode::InvalidArgument);
        QVERIFY(checked.error().detail.contains(u"Let Reveille fire it"_s)); // why, and what to do
    }
}

QTEST_GUILESS_MAIN(ScheduleCheckTest)
#include "ScheduleCheckTest.moc"
