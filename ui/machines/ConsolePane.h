#pragma once

#include "core/model/Error.h"
#include "core/model/Instance.h"

#include <QTimer>
#include <QWidget>

class QCheckBox;
class QLabel;
class QPlainTextEdit;
class QToolButton;

namespace reveille::ui {

class MessageBar;

/// A machine's console as it goes on: asks for the next piece while it is seen and followed. Knows nothing of
/// where the pieces come from.
class ConsolePane final : public QWidget
{
    Q_OBJECT

public:
    explicit ConsolePane(QWidget* parent = nullptr);

    /// Begins anew with another machine; until start() there is only what to say instead.
    void clear(const QString& whatToSay = {});
    void start();
    void append(const LogChunk& chunk);
    void showError(const Error& error);
    [[nodiscard]] QPlainTextEdit* text() const { return m_text; }

Q_SIGNALS:
    /// From `offset` on; negative counts from the end.
    void wanted(qint64 offset, qint64 limit);

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void ask();
    void updateTimer();

    QPlainTextEdit* m_text;
    QCheckBox* m_follow;
    QToolButton* m_again;
    QLabel* m_kept;
    MessageBar* m_message;
    QTimer m_timer;
    qint64 m_next = -1; ///< the first byte not shown yet; nothing is shown: -1
    qint64 m_skipped = 0;
    QByteArray m_rest; ///< the beginning of a character that the next piece goes on with
    bool m_on = false;
    bool m_asked = false;
};

} // namespace reveille::ui
