#pragma once

#include "core/model/Error.h"
#include "core/model/Explanation.h"
#include "core/model/Schedule.h"
#include "ui/text/TimeView.h"

#include <QDialog>

class QLabel;
class QLineEdit;
class QPushButton;

namespace reveille::ui {

class FactsColumn;
class MessageBar;

/// Tells what became of an instant of a schedule, or what will, and why. Asks whenever the time changes.
class WhyDialog final : public QDialog
{
    Q_OBJECT

public:
    WhyDialog(const Schedule& schedule, const TimeView& view, QWidget* parent = nullptr);

    /// Asks for the first time; call when asked() is connected.
    void start();
    /// The answer to asked(at); one for another time than the present is not shown.
    void showExplanation(const Explanation& explanation);
    void showError(const Error& error);

Q_SIGNALS:
    void asked(reveille::calendar::Instant at);

private:
    void ask();
    QPushButton* stepButton(const QString& name);
    void offer(QPushButton* button, const QString& text, std::optional<calendar::Instant> at);

    calendar::TimeZone m_zone;
    TimeView m_view;
    QLineEdit* m_at;
    QLabel* m_answer;
    FactsColumn* m_facts;
    QPushButton* m_previous;
    QPushButton* m_next;
    MessageBar* m_message;
};

} // namespace reveille::ui
