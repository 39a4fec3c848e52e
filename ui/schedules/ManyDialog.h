#pragma once

#include "core/model/Schedule.h"
#include "ui/schedules/ScheduleDialog.h"
#include "ui/text/TimeView.h"

#include <functional>

#include <QDialog>
#include <QVector>

class QCheckBox;
class QComboBox;
class QHBoxLayout;
class QLineEdit;
class QPushButton;

namespace reveille::ui {

class DialogFrame;
class ZoneBox;

/// Changes what several schedules have in common: only what is ticked, and all of it in one step.
class ManyDialog final : public QDialog
{
    Q_OBJECT

public:
    ManyDialog(const QVector<Schedule>& schedules, const QVector<MachineChoice>& machines,
               const TimeView& view, QWidget* parent = nullptr);

    /// What is to be done to each schedule; holds values only.
    [[nodiscard]] std::function<void(Schedule&)> deed() const;

Q_SIGNALS:
    void changeRequested();

private:
    void addPart(DialogFrame& frame, const QString& label, QWidget* control, const QString& name);
    void update();
    [[nodiscard]] bool takes(const QWidget* control) const;
    [[nodiscard]] bool isReadable() const;

    struct Part
    {
        QCheckBox* tick;
        QWidget* control;
    };
    QVector<Part> m_parts;
    QComboBox* m_machine;
    ZoneBox* m_zone;
    QLineEdit* m_timeout;
    QComboBox* m_overlap;
    QComboBox* m_onMiss;
    QLineEdit* m_deadline;
    QLineEdit* m_jitter;
    QLineEdit* m_retries;
    QComboBox* m_sleepAfter;
    QPushButton* m_button;
};

} // namespace reveille::ui
