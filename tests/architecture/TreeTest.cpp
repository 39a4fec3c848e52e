#include "tests/architecture/Builds.h"
#include "tests/architecture/Includes.h"
#include "tests/architecture/Rules.h"

#include <QSet>
#include <QTest>

using namespace reveille::architecture;
using namespace Qt::StringLiterals;

namespace {

using Rule = QVector<Finding> (*)(const SourceFile&);

constexpr int kLongestFile = 500;

QVector<Finding> tooLongHere(const SourceFile& file)
{
    return tooLong(file, kLongestFile);
}

QVector<Finding> forbiddenIncludesHere(const SourceFile& file)
{
    static const QtHeaders qt = QtHeaders::installed();
    return forbiddenIncludes(file, qt);
}

} // namespace

Q_DECLARE_METATYPE(Rule)

/// Holds the whole tree against the rules.
class TreeTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void filesKeepTheRules_data();
    void filesKeepTheRules();
    void ownHeaderComesFirst();
    void listsNameEverySource();
    void noStrayWords();

private:
    QVector<SourceFile> m_lists;   ///< CMakeLists.txt
    QVector<SourceFile> m_sources; ///< C++
};

void TreeTest::initTestCase()
{
    const QStringList folders{u"app"_s, u"core"_s, u"tests"_s, u"ui"_s};
    m_lists = filesBelow(QStringLiteral(REVEILLE_ROOT), folders, {u"CMakeLists.txt"_s});
    m_sources = filesBelow(QStringLiteral(REVEILLE_ROOT), folders, {u"*.cpp"_s, u"*.h"_s});
    QVERIFY(!QtHeaders::installed().isEmpty());
    QVERIFY(m_sources.size() > 20);
}

void TreeTest::filesKeepTheRules_data()
{
    QTest::addColumn<Rule>("rule");
    QTest::addColumn<QStringList>("folders");
    QTest::addColumn<QString>("except");
    const QStringList everywhere{u"app/"_s, u"core/"_s, u"tests/"_s, u"ui/"_s};
    const QStringList product{u"app/"_s, u"core/"_s, u"ui/"_s};
    const QStringList inner{u"core/"_s, u"ui/"_s};
    const auto row = [](const char* name, Rule rule, const QStringList& folders, const QString& except = {}) {
        QTest::newRow(name) << rule << folders << except;
    };
    row("includes follow the layers", forbiddenIncludesHere, product);
    row("files are short", tooLongHere, everywhere);
    row("time is injected", wallClock, inner);
    row("connections have a context", connections, everywhere);
    row("nothing blocks", blockingWaits, inner);
    row("colours come from the theme", colourLiterals, {u"app/"_s, u"ui/"_s}, u"ui/theme/"_s);
    row("headers are well mannered", headerManners, everywhere);
    row("core owns by type", nakedNew, {u"core/"_s});
    row("no singletons", singletons, product);
    row("errors are values", exceptions, inner);
    row("tests neither sleep nor skip", sleepsAndSkips, {u"tests/"_s});
}

void TreeTest::filesKeepTheRules()
{
    QFETCH(Rule, rule);
    QFETCH(QStringList, folders);
    QFETCH(QString, except);
    QVector<Finding> found;
    for (const SourceFile& file : m_sources) {
        const QString top = file.path.section(u'/', 0, 0) + u'/';
        if (folders.contains(top) && (except.isEmpty() || !file.path.startsWith(except)))
            found += rule(file);
    }
    QVERIFY2(found.isEmpty(), qPrintable(toText(found)));
}

void TreeTest::ownHeaderComesFirst()
{
    QSet<QString> paths;
    for (const SourceFile& file : m_sources)
        paths.insert(file.path);
    QVector<Finding> found;
    for (const SourceFile& file : m_sources)
        found += ownHeaderNotFirst(file, paths.contains(file.path.chopped(4) + u".h"_s));
    QVERIFY2(found.isEmpty(), qPrintable(toText(found)));
}

void TreeTest::listsNameEverySource()
{
    const QVector<Finding> found = unlistedSources(m_lists + m_sources);
    QVERIFY2(found.isEmpty(), qPrintable(toText(found)));
}

void TreeTest::noStrayWords()
{
    const auto others =
        filesBelow(QStringLiteral(REVEILLE_ROOT), {u"installer"_s, u"resources"_s, u".ci"_s}, {u"*"_s});
    QVector<Finding> found;
    for (const SourceFile& file : m_lists + m_sources + others)
        found += strayWords(file);
    QVERIFY2(found.isEmpty(), qPrintable(toText(found)));
}

QTEST_GUILESS_MAIN(TreeTest)
#include "TreeTest.moc"
