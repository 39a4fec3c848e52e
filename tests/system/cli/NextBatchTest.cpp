#include "tests/support/CliRunner.h"
#include "tests/support/TempHome.h"

#include <algorithm>
#include <memory>

#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTest>

using namespace reveille::test;
using namespace Qt::StringLiterals;

namespace {

/// What systemd 252 answered to some two thousand texts, and the right answer where systemd is wrong.
QJsonArray vectors()
{
    QFile file(QStringLiteral(REVEILLE_TEST_DATA "/../../unit/calendar/vectors.json"));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return QJsonDocument::fromJson(file.readAll()).object().value("cases"_L1).toArray();
}

/// Western Sahara's clocks were still expected to change around Ramadan when the answers were made; the
/// database of 2026 ends that on 20 September 2026.
bool isOverturned(const QJsonObject& vector)
{
    constexpr qint64 kChange = 1'789'862'400'000'000;
    const bool clean = vector.contains("clean_next"_L1);
    const QJsonArray wanted = vector.value(clean ? "clean_next"_L1 : "next"_L1).toArray();
    const qint64 base = vector.value("base_usec"_L1).toInteger();
    return vector.value("tz"_L1) == "Africa/El_Aaiun"_L1 &&
           std::max(base, wanted.isEmpty() ? base : wanted.last().toInteger()) >= kChange;
}

/// Texts that are read differently on purpose, and answers that a newer time zone database has overturned.
bool isLeftOut(const QJsonObject& vector)
{
    const QString quirk = vector.value("quirk"_L1).toString();
    const QString text = vector.value("expr"_L1).toString();
    const qsizetype epoch = text.indexOf(u'@');
    return quirk == "local-abbreviation"_L1 || quirk == "leap-second-zone"_L1 ||
           vector.value("systemd_bug"_L1).toBool() || isOverturned(vector) ||
           (epoch >= 0 && epoch + 1 < text.size() && !text.at(epoch + 1).isDigit());
}

QByteArray question(const QJsonObject& vector, int count)
{
    QJsonObject object{
        {u"expr"_s, vector.value("expr"_L1)}, {u"tz"_s, vector.value("tz"_L1)}, {u"count"_s, count}};
    if (vector.contains("base_usec"_L1))
        object.insert(u"base_usec"_s, vector.value("base_usec"_L1));
    return QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
}

} // namespace

/// "next --batch" as another program uses it.
class NextBatchTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_home = std::make_unique<TempHome>(); }
    void cleanup() { m_home.reset(); }

    void allVectors();
    void answersWhileTheInputPauses();
    void endsWithItsReader();
    void isFast();

private:
    std::unique_ptr<TempHome> m_home;
};

void NextBatchTest::allVectors()
{
    QList<QJsonObject> asked;
    QByteArray input;
    for (const QJsonValue& value : vectors()) {
        const QJsonObject vector = value.toObject();
        if (isLeftOut(vector))
            continue;
        const bool clean = vector.contains("clean_next"_L1);
        const auto wanted = vector.value(clean ? "clean_next"_L1 : "next"_L1).toArray();
        const QString end = vector.value(clean ? "clean_end"_L1 : "end"_L1).toString();
        // One more than are left, where the series ends.
        input += question(vector, static_cast<int>(wanted.size()) + (end == "more"_L1 ? 0 : 1));
        asked.append(vector);
    }
    QVERIFY(asked.size() > 1900);
    const auto ended = CliRunner::run({u"next"_s, u"--batch"_s}, input);
    QCOMPARE(ended.exitCode, 0);
    QVERIFY(ended.err.isEmpty());
    const QByteArrayList answers = ended.out.split('\n');
    QCOMPARE(answers.size(), asked.size() + 1);
    for (qsizetype i = 0; i < asked.size(); ++i) {
        const QJsonObject& vector = asked.at(i);
        const QJsonObject answer = QJsonDocument::fromJson(answers.at(i)).object();
        const QByteArray where = vector.value("id"_L1).toString().toUtf8() + ' ' + answers.at(i);
        QVERIFY2(answer.value("valid"_L1) == vector.value("valid"_L1), where.constData());
        if (vector.value("valid"_L1).toBool()) {
            const bool clean = vector.contains("clean_next"_L1);
            QVERIFY2(answer.value("normalized"_L1) == vector.value("normalized"_L1), where.constData());
            QVERIFY2(answer.value("next"_L1) == vector.value(clean ? "clean_next"_L1 : "next"_L1),
                     where.constData());
        } else {
            const QJsonObject error = answer.value("error"_L1).toObject();
            QVERIFY2(error.value("code"_L1) == vector.value("reason"_L1), where.constData());
            QVERIFY2(!error.value("message"_L1).toString().isEmpty(), where.constData());
            const auto length = vector.value("expr"_L1).toString().size();
            QVERIFY2(error.value("column"_L1).toInt() + error.value("length"_L1).toInt() <= length,
                     where.constData());
        }
    }
}

void NextBatchTest::answersWhileTheInputPauses()
{
    const auto batch = CliRunner::start({u"next"_s, u"--batch"_s});
    for (int i = 0; i < 3; ++i) {
        batch->write("{\"expr\":\"2030-01-01\"}\n{\"expr\":");
        QTRY_VERIFY_WITH_TIMEOUT(batch->canReadLine(), 20'000);
        QCOMPARE(
            batch->readLine(),
            QByteArray(
                "{\"valid\":true,\"normalized\":\"2030-01-01 00:00:00\",\"next\":[1893456000000000]}\n"));
        batch->write("\"2030-01-01 UTC\"}\n");
        QTRY_VERIFY_WITH_TIMEOUT(batch->canReadLine(), 20'000);
        QVERIFY(batch->readLine().contains("2030-01-01 00:00:00 UTC"));
    }
    batch->write("{\"expr\":\"9\"}");
    batch->closeWriteChannel();
    QVERIFY(batch->waitForFinished(20'000));
    QCOMPARE(batch->exitCode(), 0);
    QVERIFY(batch->readAll().startsWith("{\"valid\":false"));
}

void NextBatchTest::endsWithItsReader()
{
    QProcess pipeline;
    pipeline.start(u"sh"_s,
                   {u"-c"_s,
                    u"yes '{\"expr\":\"minutely\",\"count\":1000}' | \"$0\" next --batch | head -n 3"_s,
                    QStringLiteral(REVEILLE_BIN "/reveillectl")});
    QVERIFY(pipeline.waitForFinished(20'000));
    QCOMPARE(pipeline.readAllStandardOutput().count('\n'), 3);
    QVERIFY(pipeline.readAllStandardError().isEmpty());
}

void NextBatchTest::isFast()
{
    constexpr int kLines = 500'000;
    const QByteArray input =
        QByteArray(R"({"expr":"Mon..Fri 09:00","tz":"Europe/Berlin","base_usec":1767225600000000,"count":1})"
                   "\n"
                   R"({"expr":"*:0/15","tz":"America/New_York","base_usec":1767225600000000,"count":1})"
                   "\n")
            .repeated(kLines / 2);
    QElapsedTimer timer;
    timer.start();
    const auto ended = CliRunner::run({u"next"_s, u"--batch"_s}, input);
    const qint64 took = timer.elapsed();
    QCOMPARE(ended.out.count('\n'), kLines);
    // 100,000 lines a second at the least, with the start of the program.
    QVERIFY2(took < 5000, QByteArray::number(took).constData());
}

QTEST_GUILESS_MAIN(NextBatchTest)
#include "NextBatchTest.moc"
