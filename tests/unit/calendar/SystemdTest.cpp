#include "core/calendar/CalendarEvent.h"
#include "core/calendar/SystemdSafety.h"
#include "tests/unit/calendar/RandomEvents.h"
#include "tests/unit/calendar/SystemdLibrary.h"

#include <QTest>

#include <array>
#include <cerrno>

using namespace reveille::calendar;
using std::chrono::microseconds;

namespace {

constexpr std::int64_t k2026 = 1'767'225'600'000'000;
constexpr std::int64_t kDay = 86'400'000'000;

Instant at(std::int64_t micros)
{
    return Instant(microseconds(micros));
}

std::int64_t microsOf(std::optional<Instant> instant)
{
    return instant ? instant->time_since_epoch().count() : -1;
}

QString describe(const std::string& text, const char* zone, std::int64_t base, std::int64_t ours,
                 std::int64_t theirs)
{
    return QStringLiteral("%1 in %2 after %3: ours %4, systemd's %5")
        .arg(QString::fromStdString(text), QString::fromLatin1(zone))
        .arg(base)
        .arg(ours)
        .arg(theirs);
}

std::int64_t theirNext(const SystemdLibrary::Spec& spec, std::int64_t base)
{
    std::int64_t found = -1;
    const int r = spec.next(base, found);
    return r == 0 ? found : r == -ENOENT ? -1 : r;
}

} // namespace

/// The engine beside systemd's own, where that is installed. Every difference must be one that the safety
/// report names.
class SystemdTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void risks_data();
    void risks();
    void textsAreReadAlike();
    void elapsesAgree_data();
    void elapsesAgree();
    void safeFormIsSafeThere();
    void cleanupTestCase();

private:
    std::unique_ptr<SystemdLibrary> m_systemd;
    int m_compared = 0;
};

void SystemdTest::initTestCase()
{
    m_systemd = SystemdLibrary::open();
    if (!m_systemd)
        qInfo("systemd's shared library is not installed: nothing is compared with it in this run");
}

void SystemdTest::risks_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("zone");
    QTest::addColumn<QByteArray>("kinds");
    QTest::addColumn<QByteArray>("safe");
    const auto row = [](const char* text, const char* zone, const char* kinds, const char* safe) {
        QTest::addRow("%s %s", text, zone)
            << QByteArray(text) << QByteArray(zone) << QByteArray(kinds) << QByteArray(safe);
    };
    row("*:0/7", "UTC", "lost", "*:00..56/7");
    row("mon  *:0/7", "UTC", "", "");
    row("0/7:00", "UTC", "lost", "00..21/7:00");
    row("0/6:00", "UTC", "", "");
    row("*:0/15", "America/New_York", "", "");
    row("09:0/7", "UTC", "", "");
    row("*:*:0/7 UTC", "America/New_York", "lost", "*:*:00..56/7 UTC");
    row("*:*:0/0.7", "UTC", "lost", "*:*:00..59.500000/0.700000");
    row("*-*-1/9", "UTC", "lost", "*-*-01..28/9");
    row("*-6-1/9", "UTC", "", "");
    row("*-1/5-1", "UTC", "", "");
    row("*-1/5-1", "America/New_York", "deadlock", "*-01..11/5-1");
    row("*-*~23/21", "UTC", "lost", "*-*~02..23/21");
    // The last step lands on the 1st of the next month exactly, however long the month.
    row("Mon *-*~7/1 18:00", "Europe/Berlin", "", "");
    row("Mon *-*~7/2 18:00", "Europe/Berlin", "deadlock", "Mon *-*~01..07/2 18:00");
    row("*-*~16,27", "UTC", "refused", "");
    row("12:00", "Europe/Dublin", "negative", "");
    row("12:00", "Pacific/Chatham", "unaligned", "");
    row("12:00", "Europe/Berlin", "", "");
}

void SystemdTest::risks()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, zone);
    QFETCH(QByteArray, kinds);
    QFETCH(QByteArray, safe);
    const auto event = CalendarEvent::parse(text.toStdString());
    QVERIFY(event);
    const auto report = checkOnSystemd(*event, TimeZone::load(zone.toStdString()).value(), at(k2026));
    QCOMPARE(report.has(SystemdRisk::Kind::LostElapses), kinds == "lost");
    QCOMPARE(report.has(SystemdRisk::Kind::Deadlock), kinds == "deadlock");
    QCOMPARE(report.has(SystemdRisk::Kind::Refused), kinds == "refused");
    QCOMPARE(report.has(SystemdRisk::Kind::NegativeDst), kinds == "negative");
    QCOMPARE(report.has(SystemdRisk::Kind::UnalignedGap), kinds == "unaligned");
    QCOMPARE(report.isSafe(), kinds.isEmpty());
    QCOMPARE(QByteArray(report.safeText.value_or("").c_str()), safe);
}

void SystemdTest::textsAreReadAlike()
{
    if (!m_systemd)
        return;
    SystemdLibrary::setZone("Asia/Tokyo");
    RandomEvents random(2026);
    static constexpr char kAlphabet[] = "0123456789*,-.:/~ @MonTUe";
    for (int i = 0; i < 20'000; ++i) {
        std::string text = random.event(i % 2 == 0);
        if (i % 5 == 0)
            text += " Europe/Berlin";
        // Half of them are damaged in up to three places.
        for (int n = random.upTo(1) * random.upTo(3); n > 0; --n) {
            const auto where = static_cast<std::size_t>(random.upTo(static_cast<int>(text.size()) - 1));
            const char with = kAlphabet[static_cast<std::size_t>(random.upTo(sizeof kAlphabet - 2))];
            if (random.upTo(1) == 0)
                text[where] = with;
            else
                text.insert(where, 1, with);
        }
        const auto theirs = m_systemd->parse(text);
        const auto ours = CalendarEvent::parse(text);
        ++m_compared;
        if (ours && !theirs) {
            const auto report = checkOnSystemd(*ours, TimeZone::utc(), at(k2026));
            QVERIFY2(report.has(SystemdRisk::Kind::Refused), text.c_str());
            continue;
        }
        const bool signedEpoch = text.find('@') != std::string::npos && theirs && !ours;
        if (signedEpoch)
            continue;
        QVERIFY2(ours.has_value() == (theirs != nullptr), text.c_str());
        if (ours)
            QCOMPARE(QByteArray(ours->toText().c_str()), QByteArray(theirs->toText().c_str()));
    }
}

void SystemdTest::elapsesAgree_data()
{
    QTest::addColumn<QByteArray>("zone");
    for (const char* zone :
         {"UTC", "America/New_York", "Europe/Berlin", "Australia/Sydney", "Asia/Kathmandu"})
        QTest::addRow("%s", zone) << QByteArray(zone);
}

void SystemdTest::elapsesAgree()
{
    QFETCH(QByteArray, zone);
    if (!m_systemd)
        return;
    const TimeZone ours = TimeZone::load(zone.toStdString()).value();
    SystemdLibrary::setZone(zone.toStdString());
    RandomEvents random(static_cast<std::uint32_t>(zone.size()));
    int named = 0;
    for (int i = 0; i < 1500; ++i) {
        const std::string text = random.event(i % 3 == 0);
        const auto event = CalendarEvent::parse(text);
        const auto spec = m_systemd->parse(text);
        if (!event || !spec)
            continue;
        std::int64_t base = k2026 + random.between(0, 4000) * kDay + random.between(0, kDay);
        if (const auto change = ours.nextTransition(at(base)); change && i % 2 == 0)
            base = microsOf(change->at) + random.between(-kDay / 8, kDay / 8);
        const auto report = checkOnSystemd(*event, ours, at(base - kDay * 400));
        for (int n = 0; n < 4; ++n) {
            const std::int64_t next = microsOf(event->next(at(base), ours));
            const std::int64_t theirs = theirNext(*spec, base);
            ++m_compared;
            if (next != theirs) {
                // Impossible events are the one place where it gives up without being at fault: the valve.
                const bool searchLimit = next == -1 && theirs == -EDEADLK;
                QVERIFY2(!report.isSafe() || searchLimit,
                         qPrintable(describe(text, zone.constData(), base, next, theirs)));
                ++named;
                break;
            }
            if (next < 0)
                break;
            base = next;
        }
    }
    QVERIFY2(named < 100, "far more differences than systemd's known mistakes explain");
}

void SystemdTest::safeFormIsSafeThere()
{
    int rewritten = 0;
    for (const char* zone : {"UTC", "America/New_York"}) {
        const TimeZone ours = TimeZone::load(zone).value();
        SystemdLibrary::setZone(zone);
        RandomEvents random(77);
        for (int i = 0; i < 2500; ++i) {
            const auto event = CalendarEvent::parse(random.event(false));
            if (!event)
                continue;
            const auto report = checkOnSystemd(*event, ours, at(k2026));
            if (!report.safeText)
                continue;
            ++rewritten;
            const auto safe = CalendarEvent::parse(*report.safeText);
            QVERIFY(safe);
            QVERIFY2(checkOnSystemd(*safe, ours, at(k2026)).isSafe(), report.safeText->c_str());
            const auto spec = m_systemd ? m_systemd->parse(*report.safeText) : nullptr;
            QVERIFY2(!m_systemd || spec, report.safeText->c_str());
            std::int64_t base = k2026 + random.between(0, 2000) * kDay;
            for (int n = 0; n < 30; ++n) {
                const auto next = event->next(at(base), ours);
                QCOMPARE(safe->next(at(base), ours), next);
                if (spec) {
                    const std::int64_t theirs = theirNext(*spec, base);
                    const bool searchLimit = !next && theirs == -EDEADLK;
                    QVERIFY2(theirs == microsOf(next) || searchLimit,
                             qPrintable(describe(*report.safeText, zone, base, microsOf(next), theirs)));
                    ++m_compared;
                }
                if (!next)
                    break;
                base = microsOf(next);
            }
        }
    }
    QVERIFY(rewritten > 100);
}

void SystemdTest::cleanupTestCase()
{
    SystemdLibrary::setZone("UTC");
    qInfo("%d answers compared with systemd's own", m_compared);
}

QTEST_APPLESS_MAIN(SystemdTest)
#include "SystemdTest.moc"
