#include <QFile>
#include <QProcess>
#include <QTest>

using namespace Qt::StringLiterals;

/// What the finished programs need at run time.
class ProgramsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void commandLineNeedsNoWindowSystem();
};

void ProgramsTest::commandLineNeedsNoWindowSystem()
{
    QProcess ldd;
    ldd.start(u"ldd"_s, {QStringLiteral(REVEILLE_BIN "/reveillectl")});
    QVERIFY(ldd.waitForFinished());
    QCOMPARE(ldd.exitCode(), 0);
    const QString libraries = QString::fromLocal8Bit(ldd.readAllStandardOutput());
    QVERIFY2(libraries.contains("libQt6Core"_L1), qPrintable(libraries));
    for (const auto library :
         {"libQt6Gui"_L1, "libQt6Widgets"_L1, "libQt6Svg"_L1, "libX11"_L1, "libwayland"_L1})
        QVERIFY2(!libraries.contains(library), qPrintable(libraries));
}

QTEST_GUILESS_MAIN(ProgramsTest)
#include "ProgramsTest.moc"
