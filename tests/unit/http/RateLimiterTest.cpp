#include "core/http/RateLimiter.h"
#include "tests/support/FakeClock.h"

#include <vector>

#include <QTest>

using namespace reveille;
using namespace reveille::test;
using namespace std::chrono;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

using Place = RateLimiter::Place;

class RateLimiterTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aBurstGoesAtOnceAndThenOneByOne();
    void restFillsTheBucketAgain();
    void neverMoreThanTheLimit();
    void hostsDoNotWaitForEachOther();
    void loopbackIsNotSpared();
    void aHostThatAskedForAPauseIsLeftAlone();
    void afterAPauseOneByOne();
    void whoWaitsIsHeldBackToo();
    void aShorterPauseNeverEndsALongerOne();
    void noPauseIsEndless();
    void askingTakesNoPlace();

private:
    [[nodiscard]] RateLimiter limiter(double perSecond, int burst);

    FakeClock m_clock;
    const QUrl m_host{u"https://dcs.example.com/v1/machines"_s};
};

RateLimiter RateLimiterTest::limiter(double perSecond, int burst)
{
    return RateLimiter({{perSecond, burst}, std::nullopt}, [this] { return m_clock.sinceBoot(); });
}

void RateLimiterTest::aBurstGoesAtOnceAndThenOneByOne()
{
    RateLimiter line = limiter(10, 3);
    std::vector<milliseconds> waits;
    for (int i = 0; i < 6; ++i)
        waits.push_back(*Place(line, m_host).wait());
    QCOMPARE(waits, (std::vector<milliseconds>{0ms, 0ms, 0ms, 100ms, 200ms, 300ms}));
}

void RateLimiterTest::restFillsTheBucketAgain()
{
    RateLimiter line = limiter(10, 2);
    QCOMPARE(Place(line, m_host).wait(), 0ms);
    QCOMPARE(Place(line, m_host).wait(), 0ms);
    m_clock.advance(100ms);
    QCOMPARE(Place(line, m_host).wait(), 0ms);
    QCOMPARE(Place(line, m_host).wait(), 100ms);
    m_clock.advance(1h); // an hour of rest is worth no more than a full bucket
    QCOMPARE(Place(line, m_host).wait(), 0ms);
    QCOMPARE(Place(line, m_host).wait(), 0ms);
    QCOMPARE(Place(line, m_host).wait(), 100ms);
}

/// Whoever asks a hundred times a second for 5 s still gets no more than the burst and ten for each second.
void RateLimiterTest::neverMoreThanTheLimit()
{
    RateLimiter line = limiter(10, 5);
    std::vector<Place> waiting;
    int gone = 0;
    for (int i = 0; i < 500; ++i) {
        waiting.emplace_back(line, m_host);
        gone += static_cast<int>(
            std::erase_if(waiting, [](Place& place) { return place.wait() == milliseconds(0); }));
        m_clock.advance(10ms);
    }
    QCOMPARE(gone, 5 + 49);
}

void RateLimiterTest::hostsDoNotWaitForEachOther()
{
    RateLimiter line = limiter(10, 1);
    QCOMPARE(Place(line, m_host).wait(), 0ms);
    QCOMPARE(Place(line, m_host).wait(), 100ms);
    QCOMPARE(Place(line, QUrl(u"https://dcs.example.com:443/v1/other"_s)).wait(), 200ms); // the same host
    for (const QString& other : {u"https://api.example.com"_s, u"https://dcs.example.com:8443"_s})
        QCOMPARE(Place(line, QUrl(other)).wait(), 0ms);
}

void RateLimiterTest::loopbackIsNotSpared()
{
    RateLimiter line = limiter(10, 1);
    const QUrl loopback(u"http://127.0.0.1:4010/v1"_s);
    for (int i = 0; i < 100; ++i)
        QCOMPARE(Place(line, loopback).wait(), 0ms);
    line.holdBack(loopback, 250ms); // but what it asks for is done
    QCOMPARE(Place(line, loopback).wait(), 250ms);
}

void RateLimiterTest::aHostThatAskedForAPauseIsLeftAlone()
{
    RateLimiter line = limiter(10, 5);
    QCOMPARE(Place(line, m_host).wait(), 0ms);
    line.holdBack(m_host, 30s);
    QCOMPARE(line.waitFor(m_host), 30s);
    QCOMPARE(line.waitFor(QUrl(u"https://api.example.com"_s)), 0ms);
    Place place(line, m_host);
    QCOMPARE(place.wait(), 30s);
    m_clock.advance(30s - 1ms);
    QCOMPARE(place.wait(), 1ms);
    m_clock.advance(1ms);
    QCOMPARE(place.wait(), 0ms);
}

void RateLimiterTest::afterAPauseOneByOne()
{
    RateLimiter line = limiter(10, 5);
    line.holdBack(m_host, 1s);
    std::vector<milliseconds> waits;
    for (int i = 0; i < 3; ++i)
        waits.push_back(*Place(line, m_host).wait());
    QCOMPARE(waits, (std::vector<milliseconds>{1000ms, 1100ms, 1200ms}));

    // Told that it was too much, but not for how long: no more bursts.
    const QUrl other(u"https://api.example.com"_s);
    line.holdBack(other, 0ms);
    QCOMPARE(Place(line, other).wait(), 0ms);
    QCOMPARE(Place(line, other).wait(), 100ms);
}

void RateLimiterTest::whoWaitsIsHeldBackToo()
{
    RateLimiter line = limiter(10, 1);
    Place first(line, m_host);
    Place second(line, m_host);
    QCOMPARE(first.wait(), 0ms);
    QCOMPARE(second.wait(), 100ms);
    m_clock.advance(50ms);
    line.holdBack(m_host, 2s);
    QCOMPARE(second.wait(), 2000ms);
    m_clock.advance(2s);
    QCOMPARE(second.wait(), 0ms);
}

void RateLimiterTest::aShorterPauseNeverEndsALongerOne()
{
    RateLimiter line = limiter(10, 1);
    line.holdBack(m_host, 10s);
    line.holdBack(m_host, 1s);
    QCOMPARE(line.waitFor(m_host), 10s);
}

void RateLimiterTest::noPauseIsEndless()
{
    RateLimiter line = limiter(10, 1);
    line.holdBack(m_host, hours(24 * 7));
    QCOMPARE(line.waitFor(m_host), RateLimiter::kLongestPause);
    line.holdBack(QUrl(u"https://api.example.com"_s), milliseconds(-5));
    QCOMPARE(line.waitFor(QUrl(u"https://api.example.com"_s)), 0ms);
}

void RateLimiterTest::askingTakesNoPlace()
{
    RateLimiter line = limiter(10, 1);
    line.holdBack(QUrl(u"https://api.example.com"_s), 5s);
    Place impatient(line, QUrl(u"https://api.example.com"_s));
    QCOMPARE(impatient.wait(5s), std::nullopt);
    QCOMPARE(line.waitFor(QUrl(u"https://api.example.com"_s)), 5s);
    QCOMPARE(impatient.wait(5001ms), 5s);
    for (int i = 0; i < 10; ++i)
        QCOMPARE(line.waitFor(m_host), 0ms);
    QCOMPARE(Place(line, m_host).wait(), 0ms);
    QCOMPARE(line.waitFor(m_host), 100ms);
}

QTEST_GUILESS_MAIN(RateLimiterTest)
#include "RateLimiterTest.moc"
