#include "tests/bench/KeyTimes.h"
#include "ui/builder/WhenBuilder.h"
#include "ui/theme/Theme.h"

#include <cstdio>

#include <QApplication>
#include <QElapsedTimer>
#include <QLineEdit>
#include <QProcess>
#include <QStandardPaths>
#include <QTest>

using namespace reveille;
using namespace reveille::ui;
using namespace Qt::StringLiterals;

namespace {

constexpr int kRounds = 5;
constexpr calendar::Instant kNow{std::chrono::microseconds(1'767'225'600'000'000)}; // 2026-01-01

/// What is typed into the last line; the others stand there already.
struct Case
{
    const char* name;
    QStringList before;
    QStringList typed;
};

QVector<Case> cases()
{
    return {
        {"easy", {}, {u"daily"_s, u"Mon..Fri 09:00"_s, u"*:0/15"_s, u"*-*~1 18:00"_s}},
        {"long",
         {},
         {u"Mon,Wed..Fri 2026..2031-01/2,12-01..07,15,31 06,08..18/2:07,30/10:15 Europe/Berlin"_s,
          u"Sat,Sun *-03,10-*~07/1 01..03:00/7:0/13.25"_s, u"Mon *-02-29 02:30 America/New_York"_s}},
        {"many lines",
         {u"Mon..Fri 09:00"_s, u"Sat 10:00/20"_s, u"*-*~1 18:00"_s, u"*:0/15"_s, u"Sun 02:30"_s,
          u"*-01,04,07,10-01 06:30"_s, u"Mon *-05~07/1 12:00"_s},
         {u"Tue,Thu *-*-* 02,14:17"_s}},
    };
}

void paint()
{
    QCoreApplication::sendPostedEvents();
    QCoreApplication::processEvents();
}

/// The keys of a case in one zone: until the model, words, lints, preview, maps and advice have their answer,
/// and until all of it is painted.
struct Times
{
    KeyTimes answered;
    KeyTimes painted;
};

void type(WhenBuilder& builder, const Case& of, const QString& zone, Times& times)
{
    for (const QString& text : of.typed) {
        builder.setWhen(of.before + QStringList(QString()), zone, FiredBy::Reveille);
        paint();
        auto* edit = builder.findChild<QLineEdit*>(u"when%1"_s.arg(of.before.size() + 1));
        edit->setFocus();
        for (qsizetype i = 0; i < text.size(); ++i) {
            const QString until = text.left(i + 1) + u" in "_s + zone;
            times.painted.measure(until, [&] {
                times.answered.measure(until, [&] { QTest::keyClick(edit, text[i].toLatin1()); });
                paint();
            });
        }
    }
}

/// A preview of 200 runs by systemd's own tool, a process for each key.
void theirs(const QString& zone, KeyTimes& times)
{
    qputenv("TZ", zone.toLatin1());
    for (int round = 0; round < 3; ++round) {
        times.beginRound();
        for (const Case& of : cases()) {
            for (const QString& text : of.typed) {
                times.measure(text + u" in "_s + zone, [&] {
                    QProcess process;
                    process.start(u"systemd-analyze"_s, {u"calendar"_s, u"--iterations=200"_s, text});
                    process.waitForFinished();
                });
            }
        }
    }
    qunsetenv("TZ");
}

} // namespace

int main(int argc, char** argv)
{
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    const Theme theme(application);
    const auto local = calendar::TimeZone::load("America/New_York").value_or(calendar::TimeZone());
    WhenBuilder builder({kNow, local});
    builder.resize(1100, 800);
    builder.show();
    builder.activateWindow();
    paint();
    const QStringList zones = {u"UTC"_s, u"Asia/Kolkata"_s, u"Europe/Berlin"_s, u"America/New_York"_s};
    for (const Case& of : cases()) {
        std::printf("%s\n", of.name);
        Times times;
        for (int round = 0; round < kRounds; ++round) {
            times.answered.beginRound();
            times.painted.beginRound();
            for (const QString& zone : zones)
                type(builder, of, zone, times);
        }
        times.answered.print("until all of it is answered");
        times.painted.print("until it is painted");
    }
    if (QStandardPaths::findExecutable(u"systemd-analyze"_s).isEmpty())
        return 0;
    std::printf("beside it, 200 runs listed by systemd-analyze\n");
    KeyTimes tool;
    theirs(zones.last(), tool);
    tool.print("until it has ended");
    return 0;
}
