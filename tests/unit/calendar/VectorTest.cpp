#include "core/calendar/CalendarEvent.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace reveille::calendar;
using namespace Qt::StringLiterals;

namespace {

/// What systemd 252 answered to some two thousand texts, and the right answer where systemd is wrong.
QJsonArray cases()
{
    QFile file(QStringLiteral(REVEILLE_TEST_DATA "/vectors.json"));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return QJsonDocument::fromJson(file.readAll()).object().value("cases"_L1).toArray();
}

/// Deliberate differences: a daylight flag pinned by a local abbreviation and leap-second zones are refused.
bool isLeftOut(const QJsonObject& vector)
{
    const QString quirk = vector.value("quirk"_L1).toString();
    return quirk == "local-abbreviation"_L1 || quirk == "leap-second-zone"_L1;
}

bool isSignedEpoch(const QString& text)
{
    const qsizetype at = text.indexOf(u'@');
    return at >= 0 && at + 1 < text.size() && !text.at(at + 1).isDigit();
}

Instant instantOf(qint64 micros)
{
    return Instant(std::chrono::microseconds(micros));
}

/// The vectors were made when Morocco and Western Sahara still expected to change their clocks around
/// Ramadan; the database of 2026 ends that on 20 September 2026. Under the new rules those answers are not to
/// be had.
bool isOverturned(const QJsonObject& vector, const TimeZone& zone)
{
    const Instant change = instantOf(1789862400000000); // 2026-09-20
    if (zone.name() != "Africa/El_Aaiun" || zone.nextTransition(change + std::chrono::hours(24)))
        return false;
    const bool clean = vector.contains("clean_next"_L1);
    const QJsonArray wanted = vector.value(clean ? "clean_next"_L1 : "next"_L1).toArray();
    const qint64 base = vector.value("base_usec"_L1).toInteger();
    const qint64 last = wanted.isEmpty() ? base : wanted.last().toInteger();
    return instantOf(std::max(base, last)) >= change;
}

} // namespace

class VectorTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void accepted_data();
    void accepted();
    void refused_data();
    void refused();
    void leftOut();

private:
    static void addRows(bool valid);
};

void VectorTest::addRows(bool valid)
{
    QTest::addColumn<QJsonObject>("vector");
    const QJsonArray all = cases();
    QVERIFY2(all.size() > 2000, "the vectors could not be read");
    for (const QJsonValue& value : all) {
        const QJsonObject vector = value.toObject();
        if (vector.value("valid"_L1).toBool() != valid || isLeftOut(vector))
            continue;
        const QByteArray name = vector.value("id"_L1).toString().toUtf8();
        QTest::newRow(name.constData()) << vector;
    }
}

void VectorTest::accepted_data()
{
    addRows(true);
}

void VectorTest::accepted()
{
    QFETCH(QJsonObject, vector);
    const QString expression = vector.value("expr"_L1).toString();
    const std::string text = expression.toStdString();
    const auto event = CalendarEvent::parse(text);
    if (isSignedEpoch(expression)) {
        QVERIFY2(!event, "a sign or a space after @ is refused on purpose");
        return;
    }
    QVERIFY2(event, qPrintable(u"%1: %2"_s.arg(
                        expression, QString::fromLatin1(event ? "" : className(event.error().reason)))));
    QCOMPARE(QString::fromStdString(event->toText()), vector.value("normalized"_L1).toString());
    QCOMPARE(event->text(), text);
    const auto again = CalendarEvent::parse(event->toText());
    QVERIFY(again);
    QCOMPARE(again->toText(), event->toText());

    const auto zone = TimeZone::load(vector.value("tz"_L1).toString().toStdString());
    QVERIFY(zone);
    const bool clean = vector.contains("clean_next"_L1);
    const QJsonArray wanted = vector.value(clean ? "clean_next"_L1 : "next"_L1).toArray();
    const QString end = vector.value(clean ? "clean_end"_L1 : "end"_L1).toString();
    if (isOverturned(vector, *zone))
        return;
    Instant at = instantOf(vector.value("base_usec"_L1).toInteger());
    for (const QJsonValue& expected : wanted) {
        const auto next = event->next(at, *zone);
        QVERIFY2(next, qPrintable(expression));
        QVERIFY2(
            next->time_since_epoch().count() == expected.toInteger(),
            qPrintable(u"%1 in %2 after %3: %4, not %5"_s.arg(expression, vector.value("tz"_L1).toString())
                           .arg(at.time_since_epoch().count())
                           .arg(next->time_since_epoch().count())
                           .arg(expected.toInteger())));
        const auto back = event->previous(*next, *zone);
        QVERIFY(!back || *back <= at || event->next(*back, *zone) == next);
        at = *next;
    }
    // "more" only says that the list was cut after five.
    QVERIFY(end != "more"_L1 || wanted.size() == 5);
    if (end != "more"_L1)
        QVERIFY(!event->next(at, *zone));
}

void VectorTest::refused_data()
{
    addRows(false);
}

void VectorTest::refused()
{
    QFETCH(QJsonObject, vector);
    const std::string text = vector.value("expr"_L1).toString().toStdString();
    const auto event = CalendarEvent::parse(text);
    if (vector.value("systemd_bug"_L1).toBool()) {
        // systemd miscounts days from the end of the month in lists. The 0th last day exists nowhere, though.
        QCOMPARE(event.has_value(), text.find("~0") == std::string::npos);
        return;
    }
    QVERIFY(!event);
    QCOMPARE(QByteArray(className(event.error().reason)), vector.value("reason"_L1).toString().toLatin1());
    QVERIFY(event.error().column <= text.size());
    QVERIFY(event.error().column + event.error().length <= text.size());
    QVERIFY(!event.error().message.empty());
    if (event.error().fix)
        QVERIFY2(CalendarEvent::parse(*event.error().fix), event.error().fix->c_str());
}

void VectorTest::leftOut()
{
    int pinned = 0;
    for (const QJsonValue& value : cases()) {
        const QJsonObject vector = value.toObject();
        if (!isLeftOut(vector))
            continue;
        ++pinned;
        const auto event = CalendarEvent::parse(vector.value("expr"_L1).toString().toStdString());
        // Either the word is a zone of the database as well, or the text is refused.
        QVERIFY(!event || event->zone());
    }
    QVERIFY(pinned > 0);
}

QTEST_APPLESS_MAIN(VectorTest)
#include "VectorTest.moc"
