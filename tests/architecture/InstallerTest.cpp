#include "tests/architecture/Source.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QMap>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace reveille::architecture;
using namespace Qt::StringLiterals;

namespace {

struct Ended
{
    int code = -1;
    QString printed;
};

Ended run(const QString& program, const QStringList& arguments, const QProcessEnvironment& environment)
{
    QProcess process;
    process.setProcessEnvironment(environment);
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(program, arguments);
    if (!process.waitForFinished() || process.exitStatus() != QProcess::NormalExit)
        return {-1, process.errorString()};
    return {process.exitCode(), QString::fromLocal8Bit(process.readAll())};
}

Ended run(const QString& program, const QStringList& arguments)
{
    return run(program, arguments, QProcessEnvironment::systemEnvironment());
}

const QString kDesktopEntry = u"resources/org.reveille.Reveille.desktop"_s;

QString rooted(const QString& path)
{
    return QStringLiteral(REVEILLE_ROOT "/") + path;
}

} // namespace

/// The scripts that stand between a fresh machine and a running program.
class InstallerTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void scriptsParse();
    void scriptsExplainThemselves_data();
    void scriptsExplainThemselves();
    void packageListsAreSorted_data();
    void packageListsAreSorted();
    void aptIsLeftAloneWhenNothingIsMissing();
    void missingPackagesAreNamed();
    void desktopEntryIsComplete();
};

void InstallerTest::scriptsParse()
{
    int scripts = 0;
    for (const SourceFile& file :
         filesBelow(QStringLiteral(REVEILLE_ROOT), {u".ci"_s, u"installer"_s, u"tests"_s}, {u"*"_s})) {
        if (!file.text.startsWith("#!/usr/bin/env bash"_L1) && !file.path.endsWith(".sh"_L1))
            continue;
        const Ended ended = run(u"bash"_s, {u"-n"_s, rooted(file.path)});
        QVERIFY2(ended.code == 0, qPrintable(file.path + u": "_s + ended.printed));
        ++scripts;
    }
    QVERIFY(scripts >= 4);
}

void InstallerTest::scriptsExplainThemselves_data()
{
    QTest::addColumn<QString>("argument");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("script");
    for (const char* script : {"installer/run", "installer/test"}) {
        QTest::addRow("%s --help", script) << u"--help"_s << 0 << QString::fromLatin1(script);
        QTest::addRow("%s --nonsense", script) << u"--nonsense"_s << 2 << QString::fromLatin1(script);
    }
}

void InstallerTest::scriptsExplainThemselves()
{
    QFETCH(QString, argument);
    QFETCH(int, code);
    QFETCH(QString, script);
    const Ended ended = run(rooted(script), {argument});
    QCOMPARE(ended.code, code);
    QVERIFY(ended.printed.startsWith(u"usage: "_s + script));
}

void InstallerTest::packageListsAreSorted_data()
{
    QTest::addColumn<QString>("list");
    QTest::newRow("to run") << u"installer/packages.txt"_s;
    QTest::newRow("to test") << u"installer/packages-test.txt"_s;
}

void InstallerTest::packageListsAreSorted()
{
    QFETCH(QString, list);
    QFile file(rooted(list));
    QVERIFY(file.open(QFile::ReadOnly));
    QStringList lines = QString::fromUtf8(file.readAll()).split(u'\n', Qt::SkipEmptyParts);
    lines.removeIf([](const QString& line) { return line.startsWith(u'#'); });
    QStringList sorted = lines;
    sorted.sort();
    sorted.removeDuplicates();
    QVERIFY(!lines.isEmpty());
    QCOMPARE(lines, sorted);
}

void InstallerTest::aptIsLeftAloneWhenNothingIsMissing()
{
    const QTemporaryDir directory;
    const QString mark = directory.filePath(u"called"_s);
    QFile apt(directory.filePath(u"apt-get"_s));
    QVERIFY(apt.open(QFile::WriteOnly));
    apt.write("#!/bin/sh\ntouch '" + QFile::encodeName(mark) + "'\n");
    apt.close();
    QVERIFY(apt.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
    QFile list(directory.filePath(u"list"_s));
    QVERIFY(list.open(QFile::WriteOnly));
    list.write("# always there\nbash\n\ndpkg\n");
    list.close();

    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"PATH"_s, directory.path() + u':' + environment.value(u"PATH"_s));
    const QString script =
        u"source '%1'; ensure_packages '%2'"_s.arg(rooted(u"installer/common.sh"_s), list.fileName());
    const Ended ended = run(u"bash"_s, {u"-c"_s, script}, environment);
    QCOMPARE(ended.printed, QString());
    QCOMPARE(ended.code, 0);
    QVERIFY(!QFile::exists(mark));
}

void InstallerTest::missingPackagesAreNamed()
{
    const QTemporaryDir directory;
    QFile list(directory.filePath(u"list"_s));
    QVERIFY(list.open(QFile::WriteOnly));
    list.write("bash\nno-such-package-as-this # a comment\n");
    list.close();
    const QString script =
        u"source '%1'; missing_packages '%2'"_s.arg(rooted(u"installer/common.sh"_s), list.fileName());
    const Ended ended = run(u"bash"_s, {u"-c"_s, script});
    QCOMPARE(ended.code, 0);
    QCOMPARE(ended.printed.trimmed(), u"no-such-package-as-this"_s);
}

void InstallerTest::desktopEntryIsComplete()
{
    QFile file(rooted(kDesktopEntry));
    QVERIFY(file.open(QFile::ReadOnly));
    QStringList lines = QString::fromUtf8(file.readAll()).split(u'\n', Qt::SkipEmptyParts);
    QCOMPARE(lines.takeFirst(), u"[Desktop Entry]"_s);
    QMap<QString, QString> entry;
    for (const QString& line : lines)
        entry.insert(line.section(u'=', 0, 0), line.section(u'=', 1));
    QCOMPARE(entry.size(), lines.size());
    QCOMPARE(entry.value(u"Type"_s), u"Application"_s);
    QCOMPARE(entry.value(u"Exec"_s).section(u' ', 0, 0), u"reveille"_s);
    // The window's application id, so that a desktop finds the entry for the window.
    QCOMPARE(entry.value(u"Icon"_s), QFileInfo(file).completeBaseName());
    for (const QString& key : {u"Name"_s, u"Comment"_s, u"Categories"_s})
        QVERIFY2(!entry.value(key).isEmpty(), qPrintable(key));
    QVERIFY(entry.value(u"Categories"_s).endsWith(u';'));

    // The desktop's own judge, where this computer has it.
    const QString validator = QStandardPaths::findExecutable(u"desktop-file-validate"_s);
    if (validator.isEmpty())
        return;
    const Ended ended = run(validator, {file.fileName()});
    QVERIFY2(ended.code == 0, qPrintable(ended.printed));
}

QTEST_GUILESS_MAIN(InstallerTest)
#include "InstallerTest.moc"
