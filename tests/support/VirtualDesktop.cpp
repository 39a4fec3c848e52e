#include "tests/support/VirtualDesktop.h"

#include <QDir>
#include <QFile>
#include <QRect>
#include <QRegularExpression>
#include <QTest>

namespace reveille::test {

using namespace Qt::StringLiterals;

namespace {

constexpr int kPatienceMs = 15'000;

/// No service directories: nothing on this bus is started because somebody asked for it.
constexpr auto kBusConfiguration =
    R"(<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir=%1</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
)";

QByteArray firstLine(QProcess& process)
{
    while (!process.canReadLine()) {
        if (!process.waitForReadyRead(kPatienceMs))
            return {};
    }
    return process.readLine().trimmed();
}

} // namespace

VirtualDesktop::VirtualDesktop() = default;

VirtualDesktop::~VirtualDesktop()
{
    for (auto process = m_processes.rbegin(); process != m_processes.rend(); ++process) {
        (*process)->terminate();
        if (!(*process)->waitForFinished(kPatienceMs))
            (*process)->kill();
    }
}

bool VirtualDesktop::start()
{
    if (!startServer() || !startBus())
        return false;
    if (!startOnDisplay(u"openbox"_s, {u"--sm-disable"_s}))
        return false;
    const auto managed = [this] {
        return output(u"xprop"_s, {u"-root"_s, u"_NET_SUPPORTING_WM_CHECK"_s}).contains("window id");
    };
    if (!QTest::qWaitFor(managed, kPatienceMs))
        return fail(u"openbox does not manage the screen"_s);
    if (!startOnDisplay(u"trayer"_s, {u"--edge"_s, u"top"_s, u"--align"_s, u"right"_s, u"--widthtype"_s,
                                      u"request"_s, u"--height"_s, u"28"_s}))
        return false;
    const auto trayed = [this] {
        return !output(u"xdotool"_s, {u"search"_s, u"--class"_s, u"trayer"_s}).isEmpty();
    };
    return QTest::qWaitFor(trayed, kPatienceMs) || fail(u"trayer shows no tray"_s);
}

bool VirtualDesktop::startServer()
{
    QProcess& server = add();
    // The server looks for a free display itself and says which one.
    server.start(u"Xvfb"_s, {u"-displayfd"_s, u"1"_s, u"-nolisten"_s, u"tcp"_s, u"-noreset"_s, u"-screen"_s,
                             u"0"_s, u"%1x%2x24"_s.arg(kSize.width()).arg(kSize.height())});
    const QByteArray number = firstLine(server);
    if (number.isEmpty())
        return fail(u"Xvfb does not start: "_s + server.errorString());
    m_display = u':' + QString::fromLatin1(number);
    return true;
}

bool VirtualDesktop::startBus()
{
    QFile configuration(m_directory.filePath(u"bus.conf"_s));
    if (!configuration.open(QFile::WriteOnly))
        return fail(configuration.errorString());
    configuration.write(QString::fromLatin1(kBusConfiguration).arg(m_directory.path()).toUtf8());
    configuration.close();
    QProcess& bus = add();
    bus.start(u"dbus-daemon"_s,
              {u"--nofork"_s, u"--print-address=1"_s, u"--config-file="_s + configuration.fileName()});
    m_bus = QString::fromLatin1(firstLine(bus));
    return !m_bus.isEmpty() || fail(u"dbus-daemon does not start: "_s + bus.errorString());
}

bool VirtualDesktop::startAccessibility()
{
    QProcess& launcher = add();
    QProcessEnvironment surroundings = environment();
    // Its socket stays when a test changes its home.
    surroundings.insert(u"XDG_RUNTIME_DIR"_s, m_directory.path());
    launcher.setProcessEnvironment(surroundings);
    launcher.setStandardErrorFile(QProcess::nullDevice());
    launcher.start(u"/usr/libexec/at-spi-bus-launcher"_s, {u"--launch-immediately"_s, u"--a11y=1"_s});
    if (!launcher.waitForStarted())
        return fail(u"at-spi-bus-launcher does not start: "_s + launcher.errorString());
    // The launcher tells X clients where its bus is (at-spi2-core, bus/README).
    const auto told = [this] {
        const QString property = QString::fromUtf8(output(u"xprop"_s, {u"-root"_s, u"AT_SPI_BUS"_s}));
        m_accessibilityBus = property.section(u'"', 1, 1);
        return !m_accessibilityBus.isEmpty();
    };
    return QTest::qWaitFor(told, kPatienceMs) || fail(u"at-spi-bus-launcher starts no bus"_s);
}

bool VirtualDesktop::startOnDisplay(const QString& program, const QStringList& arguments)
{
    QProcess& process = add();
    process.setProcessEnvironment(environment());
    process.setStandardOutputFile(QProcess::nullDevice());
    process.setStandardErrorFile(QProcess::nullDevice());
    process.start(program, arguments);
    return process.waitForStarted() || fail(program + u" does not start: "_s + process.errorString());
}

QProcessEnvironment VirtualDesktop::environment() const
{
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"DISPLAY"_s, m_display);
    environment.insert(u"DBUS_SESSION_BUS_ADDRESS"_s, m_bus);
    environment.insert(u"QT_QPA_PLATFORM"_s, u"xcb"_s);
    environment.remove(u"WAYLAND_DISPLAY"_s);
    if (!m_accessibilityBus.isEmpty())
        environment.insert(u"QT_LINUX_ACCESSIBILITY_ALWAYS_ON"_s, u"1"_s);
    return environment;
}

QStringList VirtualDesktop::windows(const QString& title) const
{
    const QByteArray ids = output(u"xdotool"_s, {u"search"_s, u"--onlyvisible"_s, u"--name"_s, title});
    return QString::fromLatin1(ids).split(u'\n', Qt::SkipEmptyParts);
}

int VirtualDesktop::trayIcons(const QString& title) const
{
    // The tray takes each icon's window into its own (System Tray Protocol, XEmbed).
    const QByteArray tree = output(u"xwininfo"_s, {u"-name"_s, u"panel"_s, u"-tree"_s});
    return int(tree.count(QByteArray('"' + title.toUtf8() + "\":")));
}

int VirtualDesktop::windowsOf(const QString& program) const
{
    return int(
        output(u"xdotool"_s, {u"search"_s, u"--onlyvisible"_s, u"--classname"_s, program}).count('\n'));
}

std::optional<QPoint> VirtualDesktop::trayIcon(const QString& title) const
{
    static const QRegularExpression kPlace(u"(\\d+)x(\\d+)\\+-?\\d+\\+-?\\d+ +\\+(-?\\d+)\\+(-?\\d+)"_s);
    const QByteArray tree = output(u"xwininfo"_s, {u"-name"_s, u"panel"_s, u"-tree"_s});
    for (const QByteArray& line : tree.split('\n')) {
        if (!line.contains(QByteArray('"' + title.toUtf8() + "\":")))
            continue;
        if (const auto place = kPlace.match(QString::fromUtf8(line)); place.hasMatch())
            return QRect(place.captured(3).toInt(), place.captured(4).toInt(), place.captured(1).toInt(),
                         place.captured(2).toInt())
                .center();
    }
    return std::nullopt;
}

void VirtualDesktop::clickWith(int button, QPoint point) const
{
    (void)output(u"xdotool"_s, {u"mousemove"_s, QString::number(point.x()), QString::number(point.y()),
                                u"click"_s, QString::number(button)});
}

void VirtualDesktop::click(QPoint point) const
{
    clickWith(1, point);
}

void VirtualDesktop::rightClick(QPoint point) const
{
    clickWith(3, point);
}

void VirtualDesktop::press(const QStringList& keys) const
{
    (void)output(u"xdotool"_s, QStringList{u"key"_s, u"--clearmodifiers"_s} + keys);
}

void VirtualDesktop::close(const QString& window) const
{
    (void)output(u"xdotool"_s,
                 {u"windowactivate"_s, u"--sync"_s, window, u"key"_s, u"--clearmodifiers"_s, u"alt+F4"_s});
}

QString VirtualDesktop::screenshot(const QString& name) const
{
    const QString directory = qEnvironmentVariable("REVEILLE_ARTIFACTS", m_directory.path());
    const QString file = directory + u'/' + name + u".png"_s;
    QDir().mkpath(directory);
    QProcess import;
    import.setProcessEnvironment(environment());
    import.start(u"import"_s, {u"-window"_s, u"root"_s, file});
    const bool taken = import.waitForFinished(kPatienceMs) && import.exitCode() == 0;
    return taken ? file : QString();
}

bool VirtualDesktop::fail(const QString& problem)
{
    m_problem = problem;
    return false;
}

QByteArray VirtualDesktop::output(const QString& program, const QStringList& arguments) const
{
    QProcess process;
    process.setProcessEnvironment(environment());
    process.start(program, arguments);
    const bool ended = process.waitForFinished(kPatienceMs) && process.exitCode() == 0;
    return ended ? process.readAllStandardOutput() : QByteArray();
}

QProcess& VirtualDesktop::add()
{
    return *m_processes.emplace_back(std::make_unique<QProcess>());
}

} // namespace reveille::test
