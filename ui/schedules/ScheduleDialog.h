#pragma once

#include "core/model/Error.h"
#include "core/model/Schedule.h"
#include "ui/schedules/MachineChoice.h"
#include "ui/schedules/NameRules.h"
#include "ui/text/TimeView.h"

#include <QDialog>
#include <QVector>

class QCheckBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;

namespace reveille::ui {

class CommandEditor;
class DangerGate;
class DeedEditor;
class EnvironmentTable;
class Fold;
class MachineField;
class MessageBar;
class PolicyEditor;
class RoleLabel;
class SaveProgress;
class WhenBuilder;

/// Makes one schedule, or one for each of several machines, or changes one. Stays open, with all that was
/// typed, until the engine took everything: tell it of each answer and then call finishSaving().
class ScheduleDialog final : public QDialog
{
    Q_OBJECT

public:
    ScheduleDialog(const Schedule& schedule, const QVector<MachineChoice>& machines, const TimeView& view,
                   QWidget* parent = nullptr);

    /// All schedules there are, against which names are checked while they are typed.
    void setKnown(const QVector<Schedule>& known);

    /// The schedules as they are entered, one for each machine; what cannot be entered is as it came.
    [[nodiscard]] QVector<Schedule> schedules() const;
    /// What became of one of schedules(), by its place.
    void showSaved(int index);
    void showError(int index, const Error& error);
    /// Closes the dialog if all were saved; else what was not can be saved again.
    void finishSaving();

Q_SIGNALS:
    void saveRequested();

private:
    void fill();
    void orderTabs();
    void connectAll();
    [[nodiscard]] QWidget* nameRow();
    [[nodiscard]] QWidget* timeoutRow();
    [[nodiscard]] QWidget* moreContent();
    void summarize();
    void showDeed();
    void showName();
    void startSaving();
    void bringIntoView(QWidget* widget);
    [[nodiscard]] NameUse nameUse() const;
    [[nodiscard]] Schedule entered() const;
    [[nodiscard]] calendar::TimeZone zone() const;
    void validate();
    [[nodiscard]] QString missing() const;

    Schedule m_schedule;
    TimeView m_view;
    QLineEdit* m_name;
    RoleLabel* m_nameHint;
    QPushButton* m_nameFix;
    MachineField* m_machines;
    DeedEditor* m_deed;
    WhenBuilder* m_when;
    CommandEditor* m_command;
    QLineEdit* m_timeout;
    Fold* m_more;
    QLineEdit* m_note;
    QLineEdit* m_cwd;
    EnvironmentTable* m_environment;
    QPlainTextEdit* m_stdin;
    Fold* m_trouble;
    PolicyEditor* m_policy;
    QCheckBox* m_enabled;
    DangerGate* m_danger;
    MessageBar* m_message;
    SaveProgress* m_progress;
    QLabel* m_hint;
    QPushButton* m_save;
    QLabel* m_deedLabel = nullptr;
    QVector<QWidget*> m_commandRows;  ///< only there while a command is run
    QVector<QWidget*> m_surroundings; ///< only there while Reveille runs a command
    QVector<Schedule> m_known;
    QVector<MachineChoice> m_saving; ///< the machines of the schedules that are being saved
    QVector<MachineKey> m_done;
    bool m_isSaving = false;
};

} // namespace reveille::ui
