#include "app/runtime/CoreFiles.h"

#include <QTest>

#include <sys/prctl.h>
#include <sys/resource.h>

using namespace reveille;

class CoreFilesTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingOfTheMemoryIsWritten();
};

void CoreFilesTest::nothingOfTheMemoryIsWritten()
{
    rlimit limit{RLIM_INFINITY, RLIM_INFINITY};
    keepOutOfCoreFiles();
    QCOMPARE(::getrlimit(RLIMIT_CORE, &limit), 0);
    QCOMPARE(limit.rlim_cur, rlim_t(0));
    QCOMPARE(limit.rlim_max, rlim_t(0));
    QCOMPARE(::prctl(PR_GET_DUMPABLE), 0);
}

QTEST_GUILESS_MAIN(CoreFilesTest)
#include "CoreFilesTest.moc"
