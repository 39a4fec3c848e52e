#include "core/runner/Occurrences.h"
#include "core/model/TimeText.h"

#include <vector>

#include <QTest>

using namespace reveille;
using namespace std::chrono;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using calendar::Instant;

namespace {

Instant at(const QString& text)
{
    const auto instant = fromRfc3339(text);
    if (!instant)
        qFatal("not a time: %s", qPrintable(text));
    return *instant;
}

Schedule schedule(const QString& zone, const QStringList& when)
{
    Schedule item;
    item.id.value = u"schedule-1"_s;
    item.zone = zone;
    item.when = when;
    return item;
}

Occurrences occurrencesOf(const Schedule& item)
{
    auto occurrences = Occurrences::of(item);
    if (!occurrences)
        qFatal("the schedule cannot be read");
    return *std::move(occurrences);
}

QString textOf(const std::vector<Instant>& instants)
{
    QStringList texts;
    for (const Instant instant : instants)
        texts.append(toRfc3339(instant).mid(5, 11));
    return texts.join(u' ');
}

} // namespace

class OccurrencesTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void clockChanges_data();
    void clockChanges();
    void bothWaysAndTheCountAgree_data();
    void bothWaysAndTheCountAgree();
    void anEndIsAnEnd();
    void excludedDatesAreThoseOfTheZone();
    void jitterIsStableAndStaysBeforeTheNext();
    void fixedJitterIsTheSchedulesOwn();
    void whatCannotBeReadIsRefused();
};

void OccurrencesTest::clockChanges_data()
{
    QTest::addColumn<QString>("zone");
    QTest::addColumn<QString>("when");
    QTest::addColumn<GapPolicy>("gap");
    QTest::addColumn<FoldPolicy>("fold");
    QTest::addColumn<QString>("from");
    QTest::addColumn<QString>("expected"); ///< the next four, in UTC

    const auto skip = GapPolicy::Skip;
    const auto end = GapPolicy::EndOfGap;
    const auto first = FoldPolicy::First;
    const auto second = FoldPolicy::Second;
    const auto both = FoldPolicy::Both;
    const QString berlin = u"Europe/Berlin"_s;
    const QString york = u"America/New_York"_s;
    const QString howe = u"Australia/Lord_Howe"_s;
    const QString santiago = u"America/Santiago"_s;

    QTest::addRow("Berlin 02:30, gap skipped")
        << berlin << u"02:30"_s << skip << first << u"2026-03-27T12:00:00Z"_s
        << u"03-28T01:30 03-30T00:30 03-31T00:30 04-01T00:30"_s;
    QTest::addRow("Berlin 02:30, at the end of the gap")
        << berlin << u"02:30"_s << end << first << u"2026-03-27T12:00:00Z"_s
        << u"03-28T01:30 03-29T01:00 03-30T00:30 03-31T00:30"_s;
    QTest::addRow("Berlin 02:00, the first wall time of the gap")
        << berlin << u"02:00"_s << end << first << u"2026-03-28T12:00:00Z"_s
        << u"03-29T01:00 03-30T00:00 03-31T00:00 04-01T00:00"_s;
    QTest::addRow("Berlin 02:00, a beat is not doubled at the end of the gap")
        << berlin << u"*:0/30"_s << end << first << u"2026-03-29T00:15:00Z"_s
        << u"03-29T00:30 03-29T01:00 03-29T01:30 03-29T02:00"_s;
    QTest::addRow("Berlin 02:10,20,30 elapse once at the end of the gap")
        << berlin << u"02:10,20,30"_s << end << first << u"2026-03-28T23:00:00Z"_s
        << u"03-29T01:00 03-30T00:10 03-30T00:20 03-30T00:30"_s;
    QTest::addRow("Berlin 02:30, first pass of the fold")
        << berlin << u"02:30"_s << skip << first << u"2026-10-24T12:00:00Z"_s
        << u"10-25T00:30 10-26T01:30 10-27T01:30 10-28T01:30"_s;
    QTest::addRow("Berlin 02:30, second pass")
        << berlin << u"02:30"_s << skip << second << u"2026-10-24T12:00:00Z"_s
        << u"10-25T01:30 10-26T01:30 10-27T01:30 10-28T01:30"_s;
    QTest::addRow("Berlin 02:30, both passes")
        << berlin << u"02:30"_s << skip << both << u"2026-10-24T12:00:00Z"_s
        << u"10-25T00:30 10-25T01:30 10-26T01:30 10-27T01:30"_s;
    QTest::addRow("Berlin 02:00, the first repeated wall time, both")
        << berlin << u"02:00"_s << skip << both << u"2026-10-24T12:00:00Z"_s
        << u"10-25T00:00 10-25T01:00 10-26T01:00 10-27T01:00"_s;
    QTest::addRow("Berlin 03:00, behind the fold, is not repeated")
        << berlin << u"03:00"_s << skip << both << u"2026-10-24T12:00:00Z"_s
        << u"10-25T02:00 10-26T02:00 10-27T02:00 10-28T02:00"_s;
    QTest::addRow("New York 02:30, at the end of the gap")
        << york << u"02:30"_s << end << both << u"2026-03-07T12:00:00Z"_s
        << u"03-08T07:00 03-09T06:30 03-10T06:30 03-11T06:30"_s;
    QTest::addRow("New York 01:30, both passes")
        << york << u"01:30"_s << end << both << u"2026-10-31T12:00:00Z"_s
        << u"11-01T05:30 11-01T06:30 11-02T06:30 11-03T06:30"_s;
    QTest::addRow("New York every half hour, both passes keep the beat")
        << york << u"*:0/30"_s << skip << both << u"2026-11-01T05:15:00Z"_s
        << u"11-01T05:30 11-01T06:00 11-01T06:30 11-01T07:00"_s;
    QTest::addRow("New York every half hour, second pass leaves the first hour out")
        << york << u"*:0/30"_s << skip << second << u"2026-11-01T04:15:00Z"_s
        << u"11-01T04:30 11-01T06:00 11-01T06:30 11-01T07:00"_s;
    QTest::addRow("Lord Howe 02:15, half an hour's gap")
        << howe << u"02:15"_s << end << first << u"2026-10-02T16:00:00Z"_s
        << u"10-03T15:30 10-04T15:15 10-05T15:15 10-06T15:15"_s;
    QTest::addRow("Lord Howe 01:45, half an hour's fold, both")
        << howe << u"01:45"_s << skip << both << u"2026-04-04T00:00:00Z"_s
        << u"04-04T14:45 04-04T15:15 04-05T15:15 04-06T15:15"_s;
    QTest::addRow("Santiago 00:00, the gap is at midnight")
        << santiago << u"daily"_s << end << first << u"2026-09-05T12:00:00Z"_s
        << u"09-06T04:00 09-07T03:00 09-08T03:00 09-09T03:00"_s;
    QTest::addRow("Santiago 23:30, the fold is before midnight, second")
        << santiago << u"23:30"_s << skip << second << u"2026-04-03T12:00:00Z"_s
        << u"04-04T02:30 04-05T03:30 04-06T03:30 04-07T03:30"_s;
    QTest::addRow("a zone without changes")
        << u"UTC"_s << u"02:30"_s << end << both << u"2026-03-28T12:00:00Z"_s
        << u"03-29T02:30 03-30T02:30 03-31T02:30 04-01T02:30"_s;
    QTest::addRow("an expression with a zone of its own")
        << u"UTC"_s << u"02:30 Europe/Berlin"_s << end << first << u"2026-03-28T12:00:00Z"_s
        << u"03-29T01:00 03-30T00:30 03-31T00:30 04-01T00:30"_s;
    QTest::addRow("only ever in gaps")
        << berlin << u"2026,2027-03-28,29 02:30"_s << end << first << u"2026-03-28T12:00:00Z"_s
        << u"03-29T01:00 03-28T01:00 03-29T00:30"_s;
}

void OccurrencesTest::clockChanges()
{
    QFETCH(const QString, zone);
    QFETCH(const QString, when);
    QFETCH(const QString, from);
    Schedule item = schedule(zone, {when});
    QFETCH(const GapPolicy, gap);
    QFETCH(const FoldPolicy, fold);
    item.policy.gap = gap;
    item.policy.fold = fold;
    const Occurrences occurrences = occurrencesOf(item);
    const auto next = occurrences.upcoming(at(from), 4);
    QTEST(textOf(next), "expected");
    // Backwards the same, and counted the same.
    Instant before = next.back() + 1us;
    for (auto expected = next.rbegin(); expected != next.rend(); ++expected) {
        const auto previous = occurrences.previous(before);
        QCOMPARE(previous, std::optional(*expected));
        QVERIFY(occurrences.isElapse(*expected));
        before = *expected;
    }
    QCOMPARE(occurrences.countIn(at(from), next.back()), next.size());
}

void OccurrencesTest::bothWaysAndTheCountAgree_data()
{
    QTest::addColumn<QString>("zone");
    for (const char* zone : {"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Santiago"})
        QTest::addRow("%s", zone) << QString::fromLatin1(zone);
}

void OccurrencesTest::bothWaysAndTheCountAgree()
{
    QFETCH(const QString, zone);
    // Two lines with instants in common, over two years of changes.
    Schedule item = schedule(zone, {u"*:0/20"_s, u"00,01,02,23:00,30"_s});
    for (const GapPolicy gap : {GapPolicy::Skip, GapPolicy::EndOfGap}) {
        for (const FoldPolicy fold : {FoldPolicy::First, FoldPolicy::Second, FoldPolicy::Both}) {
            item.policy.gap = gap;
            item.policy.fold = fold;
            const Occurrences occurrences = occurrencesOf(item);
            const Instant from = at(u"2026-01-01T00:00:00Z"_s);
            const Instant until = at(u"2028-01-01T00:00:00Z"_s);
            std::vector<Instant> forward;
            for (auto next = occurrences.next(from); next && *next <= until; next = occurrences.next(*next))
                forward.push_back(*next);
            std::vector<Instant> backward;
            for (auto last = occurrences.previous(until + 1us); last && *last > from;
                 last = occurrences.previous(*last))
                backward.push_back(*last);
            std::ranges::reverse(backward);
            QVERIFY(forward == backward);
            QCOMPARE(occurrences.countIn(from, until), forward.size());
            const Instant middle = forward[forward.size() / 3];
            QCOMPARE(occurrences.countIn(from, middle), forward.size() / 3 + 1);
        }
    }
}

void OccurrencesTest::anEndIsAnEnd()
{
    Schedule item = schedule(u"UTC"_s, {u"*:0/10"_s});
    item.policy.until = at(u"2026-03-02T08:20:00Z"_s);
    const Occurrences occurrences = occurrencesOf(item);
    const Instant from = at(u"2026-03-02T08:00:00Z"_s);
    QCOMPARE(textOf(occurrences.upcoming(from, 9)), u"03-02T08:10 03-02T08:20"_s);
    QCOMPARE(occurrences.countIn(from, from + hours(24)), 2U);
    QCOMPARE(occurrences.countIn(from + hours(1), from + hours(24)), 0U);
    QCOMPARE(occurrences.previous(from + hours(24)), item.policy.until);
}

void OccurrencesTest::excludedDatesAreThoseOfTheZone()
{
    Schedule item = schedule(u"Asia/Tokyo"_s, {u"*:0"_s});
    item.policy.excludedDates = QStringList{u"2026-12-25"_s, u"2026-12-31"_s};
    const Occurrences occurrences = occurrencesOf(item);
    QVERIFY(!occurrences.isExcluded(at(u"2026-12-24T14:59:59Z"_s)));
    QVERIFY(occurrences.isExcluded(at(u"2026-12-24T15:00:00Z"_s)));
    QVERIFY(occurrences.isExcluded(at(u"2026-12-25T14:59:59Z"_s)));
    QVERIFY(!occurrences.isExcluded(at(u"2026-12-25T15:00:00Z"_s)));
    QVERIFY(occurrences.isExcluded(at(u"2026-12-31T00:00:00Z"_s)));
}

void OccurrencesTest::jitterIsStableAndStaysBeforeTheNext()
{
    Schedule item = schedule(u"UTC"_s, {u"*:0/10"_s});
    item.policy.jitter = minutes(30);
    const Occurrences occurrences = occurrencesOf(item);
    const Occurrences again = occurrencesOf(item);
    Instant from = at(u"2026-03-02T08:00:00Z"_s);
    milliseconds sum{0};
    constexpr int kMany = 2000;
    for (int i = 0; i < kMany; ++i) {
        from = *occurrences.next(from);
        const Instant start = occurrences.startOf(from);
        QVERIFY(start >= from && start < from + minutes(10));
        QCOMPARE(again.startOf(from), start);
        sum += duration_cast<milliseconds>(start - from);
    }
    // Spread over the whole room: the mean of many is near its middle.
    QVERIFY(sum / kMany > minutes(4) && sum / kMany < minutes(6));
    item.policy.jitter = seconds(0);
    QCOMPARE(occurrencesOf(item).startOf(from), from);
}

void OccurrencesTest::fixedJitterIsTheSchedulesOwn()
{
    Schedule item = schedule(u"UTC"_s, {u"*:0/10"_s});
    item.policy.jitter = minutes(10);
    item.policy.fixedJitter = true;
    const auto shareAt = [&item](Instant from) {
        const Occurrences occurrences = occurrencesOf(item);
        const Instant next = *occurrences.next(from);
        return duration_cast<milliseconds>(occurrences.startOf(next) - next);
    };
    const Instant from = at(u"2026-03-02T08:00:00Z"_s);
    const milliseconds share = shareAt(from);
    QVERIFY(share >= milliseconds(0) && share < minutes(10));
    for (int i = 1; i < 100; ++i)
        QCOMPARE(shareAt(from + minutes(10) * i), share);
    // Different schedules are spread all the same.
    QSet<qint64> shares;
    for (int i = 0; i < 100; ++i) {
        item.id.value = QString::number(i);
        shares.insert(shareAt(from).count());
    }
    QVERIFY(shares.size() > 90);
}

void OccurrencesTest::whatCannotBeReadIsRefused()
{
    QCOMPARE(Occurrences::of(schedule(u"Nowhere"_s, {u"daily"_s})).error().code, ErrorCode::UnknownZone);
    QCOMPARE(Occurrences::of(schedule(u"UTC"_s, {u"25:00"_s})).error().code, ErrorCode::Parse);
}

QTEST_APPLESS_MAIN(OccurrencesTest)
#include "OccurrencesTest.moc"
