#include "tests/architecture/Rules.h"
#include "tests/architecture/Builds.h"
#include "tests/architecture/Includes.h"

#include <QTest>

using namespace reveille::architecture;
using namespace Qt::StringLiterals;

using Rule = QVector<Finding> (*)(const SourceFile&);
Q_DECLARE_METATYPE(Rule)

/// Shows every rule a file that breaks it and one that does not: a rule that cannot fail proves nothing.
class RulesTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void blanking();
    void linesAreKept();
    void includes_data();
    void includes();
    void ownHeader();
    void provenHeaders();
    void rules_data();
    void rules();
    void length();
    void lists();
};

void RulesTest::blanking()
{
    const QString text = u"a /* b */ \"c // d\" R\"x(e\")x\" 'f' 1'000 // g"_s;
    const QString code = withoutCommentsAndLiterals(text);
    QCOMPARE(code.simplified(), u"a 1'000"_s);
    QCOMPARE(code.size(), text.size());
    QCOMPARE(withoutComments(text).simplified(), u"a \"c // d\" R\"x(e\")x\" 'f' 1'000"_s);
}

void RulesTest::linesAreKept()
{
    const QString text = u"/*\n\n*/ x // y\nz"_s;
    const QString code = withoutCommentsAndLiterals(text);
    QCOMPARE(lineAt(code, code.indexOf(u'x')), 3);
    QCOMPARE(lineAt(code, code.indexOf(u'z')), 4);
}

void RulesTest::includes_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("include");
    QTest::addColumn<bool>("allowed");
    const auto row = [](const char* path, const char* include, bool allowed) {
        QTest::addRow("%s: %s", path, include)
            << QString::fromLatin1(path) << QString::fromLatin1(include) << allowed;
    };
    row("core/calendar/A.cpp", "<vector>", true);
    row("core/calendar/A.cpp", "<QString>", false);
    row("core/calendar/A.cpp", "<QtCore/QString>", false);
    row("core/calendar/A.cpp", "<qglobal.h>", false);
    row("core/calendar/A.cpp", "<cctz/time_zone.h>", true);
    row("core/calendar/A.cpp", "\"core/model/Ids.h\"", false);
    row("core/model/A.h", "<QString>", true);
    row("core/model/A.h", "<cctz/time_zone.h>", false);
    row("core/model/A.h", "<QColor>", false);
    row("core/model/A.h", "<QtGui/QColor>", false);
    row("core/model/A.h", "<QtWidgets>", false);
    row("core/model/A.h", "<QtWidgets/QWidget>", false);
    row("core/model/A.h", "<QtCore/private/qobject_p.h>", false);
    row("core/model/A.h", "<QNoSuchClass>", false);
    row("core/model/A.h", "\"core/store/Store.h\"", false);
    row("core/model/A.h", "\"Ids.h\"", false);
    row("core/model/A.h", "\"../model/Ids.h\"", false);
    row("core/store/A.cpp", "<QSqlQuery>", true);
    row("core/runner/A.cpp", "<QSqlQuery>", false);
    row("core/runner/A.cpp", "\"core/providers/Provider.h\"", true);
    row("core/runner/A.cpp", "\"core/providers/dedalus/Client.h\"", false);
    row("core/runner/A.cpp", "\"core/engine/Engine.h\"", false);
    row("core/providers/dedalus/A.cpp", "\"core/http/Client.h\"", true);
    row("core/providers/dedalus/A.cpp", "\"core/providers/unikraft/Client.h\"", false);
    row("core/providers/unikraft/A.cpp", "\"core/providers/dedalus/Client.h\"", false);
    row("core/providers/Provider.h", "\"core/providers/dedalus/Client.h\"", false);
    row("core/sandbox/A.cpp", "<boost/beast/http.hpp>", true);
    row("core/http/A.cpp", "<boost/beast/http.hpp>", false);
    row("ui/models/A.cpp", "\"core/engine/Changes.h\"", true);
    row("ui/models/A.cpp", "\"ui/theme/Theme.h\"", true);
    row("ui/models/A.cpp", "\"core/store/Store.h\"", false);
    row("ui/models/A.cpp", "\"core/http/Client.h\"", false);
    row("ui/models/A.cpp", "\"core/secrets/KeyStore.h\"", false);
    row("ui/models/A.cpp", "\"core/sandbox/Sandbox.h\"", false);
    row("ui/models/A.cpp", "<QNetworkReply>", false);
    row("ui/models/A.cpp", "\"app/desktop/Tray.h\"", false);
    row("app/desktop/A.cpp", "\"ui/main/MainWindow.h\"", true);
    row("app/cli/A.cpp", "\"core/sandbox/Sandbox.h\"", true);
    row("app/cli/A.cpp", "\"ui/main/MainWindow.h\"", false);
    row("app/cli/A.cpp", "<QWidget>", false);
    row("core/nowhere/A.cpp", "<vector>", false);
}

void RulesTest::includes()
{
    QFETCH(QString, path);
    QFETCH(QString, include);
    QFETCH(bool, allowed);
    const auto found =
        forbiddenIncludes({path, u"#pragma once\n#  include "_s + include}, QtHeaders::installed());
    QVERIFY2(found.isEmpty() == allowed, qPrintable(toText(found)));
}

void RulesTest::ownHeader()
{
    const SourceFile good{u"core/model/A.cpp"_s, u"#include \"core/model/A.h\"\n#include <QString>\n"_s};
    const SourceFile bad{u"core/model/A.cpp"_s, u"#include <QString>\n#include \"core/model/A.h\"\n"_s};
    QVERIFY(ownHeaderNotFirst(good, true).isEmpty());
    QCOMPARE(ownHeaderNotFirst(bad, true).size(), 1);
    QVERIFY(ownHeaderNotFirst(bad, false).isEmpty());
}

void RulesTest::provenHeaders()
{
    const QVector<SourceFile> tree{
        {u"core/a/A.cpp"_s, u"#include \"core/a/A.h\"\n#include \"core/a/C.h\"\n"_s},
        {u"core/a/A.h"_s, u"#pragma once\n#include \"core/a/B.h\"\n#include \"core/a/C.h\"\n"_s},
        {u"core/a/B.h"_s, u"#pragma once\n#include <QString>\n"_s},
        {u"core/a/C.h"_s, u"#pragma once\n"_s},
    };
    QCOMPARE(headersToProve(tree), QStringList{u"core/a/C.h"_s});
}

void RulesTest::rules_data()
{
    QTest::addColumn<Rule>("rule");
    QTest::addColumn<QString>("code");
    QTest::addColumn<int>("count");
    const auto row = [](Rule rule, const char* code, int count) {
        const QString text = QString::fromUtf8(code);
        QTest::newRow(qPrintable(text.simplified())) << rule << text << count;
    };
    row(wallClock, "auto t = QDateTime::currentDateTimeUtc();", 1);
    row(wallClock, "auto t = std::chrono::system_clock::now();", 1);
    row(wallClock, "auto t = time(nullptr);", 1);
    row(wallClock, "auto t = clock.now(); // not system_clock::now()", 0);
    row(wallClock, "const char* word = \"currentDateTime\";", 0);

    row(connections, "connect(a, &A::b, this, [this](int x, int y) { f(x, y); });", 0);
    row(connections, "connect(a, &A::b, [](int x, int y) { f(x, y); });", 1);
    row(connections, "QObject::connect(a, qOverload<int, int>(&A::b), [] {});", 1);
    row(connections, "QObject::connect(a, qOverload<int, int>(&A::b), c, &C::d);", 0);
    row(connections, "::connect(fd, &address, sizeof(address));", 0);
    row(connections, "disconnect(a, &A::b, c);", 0);
    row(connections, "connect(a, SIGNAL(b()), this, SLOT(c()));", 2);
    row(connections, "auto* button = sender();", 1);
    row(connections, "auto name = mail.sender();", 0);

    row(blockingWaits, "QEventLoop loop;", 1);
    row(blockingWaits, "process.waitForFinished(100);", 1);
    row(blockingWaits, "std::this_thread::sleep_for(1s);", 1);
    row(blockingWaits, "// no QEventLoop here", 0);

    row(colourLiterals, "QColor c(\"#ff8800\");", 1);
    row(colourLiterals, "auto c = u\"#fff\"_s;", 1);
    row(colourLiterals, "auto c = QColor(10, 20, 30);", 1);
    row(colourLiterals, "const QColor ink(0x101010);", 1);
    row(colourLiterals, "painter.fillRect(r, Qt::darkRed);", 1);
    row(colourLiterals, "pixmap.fill(Qt::transparent);", 0);
    row(colourLiterals, "auto c = palette().color(QPalette::Text);", 0);
    row(colourLiterals, "auto text = tr(\"run #%1\");", 0);

    row(headerManners, "#pragma once\nnamespace a {}\n", 0);
    row(headerManners, "#pragma once\nusing namespace std;\n", 1);
    row(headerManners, "namespace a {}\n", 1);

    row(nakedNew, "auto* a = new Thing(this);", 1);
    row(nakedNew, "auto* a = new QTimer(this);", 0);
    row(nakedNew, "auto* a = new QTimer;", 1);
    row(nakedNew, "delete thing;", 1);
    row(nakedNew, "return std::unique_ptr<Thing>(new Thing(fd));", 0);
    row(nakedNew, "std::unique_ptr<Thing> thing(new Thing(fd));", 0);
    row(nakedNew, "auto a = std::make_unique<Thing>(); // a new Thing", 0);
    row(nakedNew, "Thing(const Thing&) = delete;", 0);

    row(singletons, "Settings::instance().save();", 1);
    row(singletons, "static Settings& instance();", 1);
    row(singletons, "connect(QCoreApplication::instance(), &A::b, this, &C::d);", 0);

    row(exceptions, "throw std::runtime_error(\"no\");", 1);
    row(exceptions, "try { f(); } catch (...) {}", 2);
    row(exceptions, "return fail(ErrorCode::Internal); // try again", 0);

    row(sleepsAndSkips, "QTest::qWait(100);", 1);
    row(sleepsAndSkips, "::sleep(1);", 1);
    row(sleepsAndSkips, "QThread::msleep(1);", 1);
    row(sleepsAndSkips, "auto call = provider.sleep(machine, key, reply);", 0);
    row(sleepsAndSkips, "QSKIP(\"later\");", 1);
    row(sleepsAndSkips, "::sleep(1); QThread::sleep(1);", 2);
    row(sleepsAndSkips, "provider->sleep(id, key, reply); fake.sleep(id);", 0);
    row(sleepsAndSkips, "QTRY_COMPARE(spy.size(), 1);", 0);

    // Written in pieces, so that this file itself stays clean.
    row(strayWords,
        "// TO"
        "DO: later",
        1);
    row(strayWords,
        "see ../sha"
        "red/notes",
        1);
    row(strayWords,
        "\"/wo"
        "rk/tree/file\"",
        1);
    row(strayWords,
        "\"/ho"
        "me/someone/file\"",
        1);
    row(strayWords, "\"/home/machine/a\"", 0);
    row(strayWords, "// a to-do list; sources and homework/", 0);
}

void RulesTest::rules()
{
    QFETCH(Rule, rule);
    QFETCH(QString, code);
    QFETCH(int, count);
    const auto found = rule({u"core/model/A.h"_s, code});
    QVERIFY2(found.size() == count, qPrintable(toText(found)));
}

void RulesTest::length()
{
    const SourceFile file{u"core/model/A.cpp"_s, QString(3, u'\n')};
    QVERIFY(tooLong(file, 3).isEmpty());
    QCOMPARE(tooLong(file, 2).size(), 1);
}

void RulesTest::lists()
{
    const SourceFile list{u"core/model/CMakeLists.txt"_s, u"library(A.cpp # B.cpp\n deep/C.h)"_s};
    const SourceFile test{u"tests/unit/CMakeLists.txt"_s,
                          u"test(\"${CMAKE_SOURCE_DIR}/core/model/A.cpp\")"_s};
    const SourceFile helper{u"tests/unit/Helper.h"_s, {}};
    const SourceFile a{u"core/model/A.cpp"_s, {}};
    const SourceFile b{u"core/model/B.cpp"_s, {}};
    const SourceFile c{u"core/model/deep/C.h"_s, {}};
    QVERIFY(unlistedSources({list, a, c}).isEmpty());
    QVERIFY(unlistedSources({test, a, helper}).isEmpty());
    QCOMPARE(unlistedSources({list, a, b, c}).size(), 1);
    QCOMPARE(unlistedSources({list, a}).size(), 1);
    const SourceFile glob{u"core/model/CMakeLists.txt"_s, u"file(GLOB sources *.cpp)"_s};
    QCOMPARE(unlistedSources({glob}).size(), 1);
}

QTEST_GUILESS_MAIN(RulesTest)
#include "RulesTest.moc"
