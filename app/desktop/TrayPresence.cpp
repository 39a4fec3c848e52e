#include "app/desktop/TrayPresence.h"

#include <algorithm>
#include <chrono>

#include <QDBusConnection>
#include <QDBusServiceWatcher>

using namespace Qt::StringLiterals;

namespace reveille {

namespace {

constexpr std::chrono::milliseconds kJoin{50};

} // namespace

TrayPresence::TrayPresence(const ui::EngineState& state, const Clock& clock, QObject* parent)
    : QObject(parent), m_state(state), m_clock(clock), m_seenUntil(clock.now())
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(kJoin);
    m_nextChange.setSingleShot(true);
    connect(&m_soon, &QTimer::timeout, this, &TrayPresence::update);
    connect(&m_nextChange, &QTimer::timeout, this, &TrayPresence::update);
    connect(&m_state, &ui::EngineState::settled, this, &TrayPresence::scheduleUpdate);
    makeIcon();
    watchForTray();
}

TrayPresence::~TrayPresence() = default;

void TrayPresence::makeIcon()
{
    m_icon = std::make_unique<ui::TrayIcon>();
    connect(m_icon.get(), &ui::TrayIcon::commanded, this, &TrayPresence::commanded);
    connect(m_icon.get(), &ui::TrayIcon::messageClicked, this, &TrayPresence::messageClicked);
    m_icon->setShown(true);
    update();
}

void TrayPresence::watchForTray()
{
    // Qt chooses how to show an icon when the icon is made: one made before the desktop's tray came up would
    // stay invisible for the whole session.
    const QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return;
    auto* watcher = new QDBusServiceWatcher(u"org.kde.StatusNotifierWatcher"_s, bus,
                                            QDBusServiceWatcher::WatchForRegistration, this);
    connect(watcher, &QDBusServiceWatcher::serviceRegistered, this, &TrayPresence::makeIcon);
}

bool TrayPresence::isShown() const
{
    return m_icon->isShown();
}

void TrayPresence::say(const QString& title, const QString& text)
{
    m_icon->showMessage(title, text);
}

void TrayPresence::markSeen()
{
    m_seenUntil = m_clock.now();
    scheduleUpdate();
}

void TrayPresence::scheduleUpdate()
{
    if (!m_soon.isActive())
        m_soon.start();
}

void TrayPresence::update()
{
    const ui::TimeView view{m_clock.now(), calendar::TimeZone::local()};
    m_icon->setState(ui::trayState(m_state, view, m_seenUntil));
    const auto next = ui::nextTrayChange(m_state, view);
    if (!next) {
        m_nextChange.stop();
        return;
    }
    using namespace std::chrono;
    const auto wait = duration_cast<milliseconds>(*next - view.now);
    m_nextChange.start(std::clamp<milliseconds>(wait, seconds(1), hours(12)));
}

} // namespace reveille
