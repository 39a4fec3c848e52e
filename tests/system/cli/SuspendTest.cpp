#include "tests/support/CliRunner.h"
#include "tests/system/cli/SuspendStory.h"

#include <memory>

#include <QTest>

using namespace reveille;
using namespace reveille::test;
using namespace Qt::StringLiterals;

/// The story with the runner of the command line.
class SuspendTest final : public SuspendStory
{
    Q_OBJECT

protected:
    [[nodiscard]] bool startRunner() override
    {
        m_runner = CliRunner::start({u"run"_s});
        return m_runner->waitForStarted();
    }
    [[nodiscard]] QProcess& runner() override { return *m_runner; }

private:
    std::unique_ptr<QProcess> m_runner;
};

QTEST_GUILESS_MAIN(SuspendTest)
#include "SuspendTest.moc"
