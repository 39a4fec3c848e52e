#include "tests/architecture/Includes.h"

#include <array>

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QSet>
#include <QTest>

using namespace reveille::architecture;
using namespace Qt::StringLiterals;

/// Compiles each header of which no other compilation proves that it stands alone.
class HeadersTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void standAlone();

private:
    /// The compiler and its flags for a file of this folder: those of the nearest source file in the build.
    [[nodiscard]] QStringList commandFor(const QString& header) const;

    QHash<QString, QStringList> m_commands; ///< folder → command without file names
};

void HeadersTest::initTestCase()
{
    QFile database(QStringLiteral(REVEILLE_BUILD "/compile_commands.json"));
    QVERIFY(database.open(QFile::ReadOnly));
    const auto entries = QJsonDocument::fromJson(database.readAll()).array();
    for (const auto& entry : entries) {
        const QDir directory(entry[u"directory"_s].toString());
        const QString source =
            QDir(QStringLiteral(REVEILLE_ROOT)).relativeFilePath(entry[u"file"_s].toString());
        if (source.startsWith(".."_L1) || source.startsWith("build/"_L1))
            continue;
        const QStringList words = QProcess::splitCommand(entry[u"command"_s].toString());
        QStringList kept;
        for (qsizetype i = 0; i < words.size(); ++i) {
            if (words[i] == "-isystem"_L1 && i + 1 < words.size())
                kept += {words[i], words[i + 1]};
            else if (words[i].startsWith("-I"_L1) || words[i].startsWith("-D"_L1) ||
                     words[i].startsWith("-std="_L1))
                kept += words[i];
        }
        m_commands.insert(source.left(source.lastIndexOf(u'/')), kept);
    }
    QVERIFY(!m_commands.isEmpty());
}

QStringList HeadersTest::commandFor(const QString& header) const
{
    QString folder = header.left(header.lastIndexOf(u'/'));
    while (!m_commands.contains(folder) && folder.contains(u'/'))
        folder = folder.left(folder.lastIndexOf(u'/'));
    return m_commands.value(folder, m_commands.value(u"core/model"_s));
}

void HeadersTest::standAlone()
{
    QStringList waiting = headersToProve(filesBelow(
        QStringLiteral(REVEILLE_ROOT), {u"app"_s, u"core"_s, u"tests"_s, u"ui"_s}, {u"*.cpp"_s, u"*.h"_s}));
    QVERIFY(!waiting.isEmpty());
    QString complaints;
    // Two at a time: the tests run on two processors.
    std::array<QProcess, 2> compilers;
    while (!waiting.isEmpty()) {
        for (QProcess& compiler : compilers) {
            if (waiting.isEmpty())
                break;
            const QString header = waiting.takeFirst();
            const QString file = QStringLiteral(REVEILLE_ROOT "/") + header;
            compiler.setProcessChannelMode(QProcess::MergedChannels);
            compiler.start(QStringLiteral(REVEILLE_COMPILER),
                           commandFor(header) + QStringList{u"-fsyntax-only"_s, u"-w"_s, u"-x"_s, u"c++"_s,
                                                            u"-include"_s, file, u"/dev/null"_s});
        }
        for (QProcess& compiler : compilers) {
            if (compiler.state() != QProcess::NotRunning)
                QVERIFY(compiler.waitForFinished());
            if (compiler.exitStatus() != QProcess::NormalExit || compiler.exitCode() != 0)
                complaints += QString::fromLocal8Bit(compiler.readAll());
        }
    }
    QVERIFY2(complaints.isEmpty(), qPrintable(complaints));
}

QTEST_GUILESS_MAIN(HeadersTest)
#include "HeadersTest.moc"
