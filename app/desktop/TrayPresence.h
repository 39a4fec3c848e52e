#pragma once

#include "core/engine/EngineClient.h"
#include "core/model/Clock.h"
#include "ui/state/EngineState.h"
#include "ui/tray/TrayIcon.h"

#include <memory>
#include <optional>

#include <QObject>
#include <QTimer>

namespace reveille {

/// Keeps the tray icon true to the engine's state: recomputed when something changes and when its own words
/// grow old, never on a clock's tick. A tray that appears only after us gets its icon then.
class TrayPresence final : public QObject
{
    Q_OBJECT

public:
    TrayPresence(const ui::EngineState& state, const Clock& clock, QObject* parent = nullptr);
    ~TrayPresence() override;

    [[nodiscard]] bool isShown() const;
    void say(const QString& title, const QString& text);
    /// The person has looked: what failed until now no longer asks for attention.
    void markSeen();

Q_SIGNALS:
    void commanded(reveille::ui::TrayCommand command, const QString& id);
    void messageClicked();

private:
    void makeIcon();
    void watchForTray();
    void scheduleUpdate();
    void update();

    const ui::EngineState& m_state;
    const Clock& m_clock;
    std::unique_ptr<ui::TrayIcon> m_icon;
    std::optional<calendar::Instant> m_seenUntil;
    QTimer m_soon; ///< joins the changes of one turn into one update
    QTimer m_nextChange;
};

} // namespace reveille
