#include "tests/system/DesktopProgram.h"

#include <algorithm>

#include <QTest>

namespace reveille::test {

using namespace Qt::StringLiterals;

namespace {

constexpr int kPatienceMs = 20'000;

} // namespace

DesktopProgram::DesktopProgram(const VirtualDesktop& desktop, const QStringList& arguments,
                               const QMap<QString, QString>& extra)
    : m_desktop(desktop), m_reader(desktop.accessibilityBus())
{
    QProcessEnvironment environment = desktop.environment();
    for (auto it = extra.cbegin(); it != extra.cend(); ++it)
        environment.insert(it.key(), it.value());
    m_process.setProcessEnvironment(environment);
    m_process.setProcessChannelMode(QProcess::ForwardedChannels);
    m_process.start(QStringLiteral(REVEILLE_BIN "/reveille"), arguments);
    m_process.waitForStarted(kPatienceMs);
}

DesktopProgram::~DesktopProgram()
{
    if (m_process.state() == QProcess::NotRunning)
        return;
    m_process.kill();
    m_process.waitForFinished(kPatienceMs);
}

bool DesktopProgram::isShown(const QString& text) const
{
    return m_reader.find(id(), text).has_value();
}

bool DesktopProgram::shows(const QString& text)
{
    return QTest::qWaitFor([&] { return isShown(text); }, kPatienceMs);
}

bool DesktopProgram::hides(const QString& text)
{
    return QTest::qWaitFor([&] { return !isShown(text); }, kPatienceMs);
}

bool DesktopProgram::click(const QString& name)
{
    std::optional<QPoint> place;
    const auto found = [&] {
        const auto items = m_reader.read(id());
        const auto item = std::ranges::find_if(items, [&](const ShownItem& shown) {
            return shown.name == name && shown.enabled && shown.role != "label"_L1 && !shown.area.isEmpty();
        });
        // A layout that is still moving things would let the click miss.
        const auto now = item == items.cend() ? std::nullopt : std::optional(item->area.center());
        const bool still = now && place == now;
        place = now;
        return still;
    };
    if (!QTest::qWaitFor(found, kPatienceMs))
        return false;
    m_desktop.click(*place);
    return true;
}

QByteArray DesktopProgram::said() const
{
    return m_reader.transcript(id()).toUtf8();
}

bool DesktopProgram::ends()
{
    return QTest::qWaitFor([this] { return m_process.state() == QProcess::NotRunning; }, kPatienceMs);
}

} // namespace reveille::test
