#pragma once

#include "core/calendar/TimeZone.h"
#include "core/model/Schedule.h"

#include <QVector>
#include <QWidget>

class QCheckBox;
class QComboBox;
class QGridLayout;
class QLabel;
class QLineEdit;

namespace reveille::ui {

/// Every policy of a schedule in words with a control. An empty field stands for the default, which its
/// placeholder names.
class PolicyEditor final : public QWidget
{
    Q_OBJECT

public:
    explicit PolicyEditor(QWidget* parent = nullptr);

    /// Shows the policies and the ping address; times are told on the clock of `zone`.
    void setSchedule(const Schedule& schedule, const calendar::TimeZone& zone);
    /// Puts what is entered into the schedule; a field with a problem leaves its value alone.
    void apply(Schedule& schedule, const calendar::TimeZone& zone) const;
    /// What must be put right before saving; empty if nothing.
    [[nodiscard]] QString problem(const calendar::TimeZone& zone) const;
    /// What the Tab key visits, in order.
    [[nodiscard]] const QVector<QWidget*>& stops() const { return m_stops; }

Q_SIGNALS:
    void changed();

private:
    void heading(const QString& text);
    QComboBox* choice(const QString& label, const QString& name,
                      const QVector<std::pair<QString, int>>& choices, QLineEdit* beside = nullptr);
    QLineEdit* field(const QString& label, const QString& name, const QString& placeholder,
                     const QString& tip = {});
    /// A field for a number or a duration that stands beside another control.
    QLineEdit* small(const QString& name, const QString& accessibleName, const QString& placeholder);
    QCheckBox* check(const QString& label, const QString& name, const QString& text);
    void addRow(const QString& label, QWidget* control, QWidget* focus, const QString& name);
    void update();

    QGridLayout* m_grid;
    QVector<QWidget*> m_stops;
    QLineEdit* m_overlapLimit = nullptr;
    QLineEdit* m_missLimit = nullptr;
    QComboBox* m_overlap = nullptr;
    QComboBox* m_onMiss = nullptr;
    QLineEdit* m_missWindow = nullptr;
    QLineEdit* m_startDeadline = nullptr;
    QLineEdit* m_infrastructureRetries = nullptr;
    QLineEdit* m_commandRetries = nullptr;
    QLineEdit* m_pauseAfter = nullptr;
    QLineEdit* m_ping = nullptr;
    QLineEdit* m_jitter = nullptr;
    QCheckBox* m_fixedJitter = nullptr;
    QLineEdit* m_until = nullptr;
    QLineEdit* m_runLimit = nullptr;
    QLineEdit* m_skipNext = nullptr;
    QLineEdit* m_excluded = nullptr;
    QComboBox* m_gap = nullptr;
    QComboBox* m_fold = nullptr;
    QComboBox* m_sleepAfter = nullptr;
    QCheckBox* m_parallel = nullptr;
};

} // namespace reveille::ui
