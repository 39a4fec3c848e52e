#include "tests/system/DesktopProgram.h"
#include "tests/system/cli/SuspendStory.h"

#include <memory>

#include <QTest>

using namespace reveille;
using namespace reveille::test;
using namespace Qt::StringLiterals;

/// The story with the window: it fires as the command line does, and is itself again afterwards.
class DesktopSuspendTest final : public SuspendStory
{
    Q_OBJECT

protected:
    [[nodiscard]] bool startRunner() override
    {
        if (!m_desktop.start() || !m_desktop.startAccessibility())
            return false;
        m_window = std::make_unique<DesktopProgram>(m_desktop);
        return m_window->shows(u"Runner on"_s);
    }
    [[nodiscard]] QProcess& runner() override { return m_window->process(); }
    void seeAwake() override
    {
        QVERIFY2(m_window->shows(u"Runner on"_s), m_window->said().constData());
        QVERIFY(!m_desktop.screenshot(u"desktop-resumed"_s).isEmpty());
    }

private:
    VirtualDesktop m_desktop;
    std::unique_ptr<DesktopProgram> m_window;
};

QTEST_GUILESS_MAIN(DesktopSuspendTest)
#include "DesktopSuspendTest.moc"
