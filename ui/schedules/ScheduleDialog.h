#pragma once

#include "core/model/Error.h"
#include "core/model/Schedule.h"
#include "ui/text/TimeView.h"

#include <QDialog>
#include <QVector>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;

namespace reveille::ui {

class CommandEditor;
class EnvironmentTable;
class Fold;
class MessageBar;
class PolicyEditor;
class WhenBuilder;

/// A machine as the dialog offers it.
struct MachineChoice
{
    MachineKey key;
    QString label; ///< "backup · Dedalus"
};

/// Makes or changes one schedule. Stays open until the engine took it: call showError() or accept().
class ScheduleDialog final : public QDialog
{
    Q_OBJECT

public:
    ScheduleDialog(const Schedule& schedule, const QVector<MachineChoice>& machines, const TimeView& view,
                   QWidget* parent = nullptr);

    /// The schedule as it is entered; what cannot be entered is as it came.
    [[nodiscard]] Schedule schedule() const;
    void showError(const Error& error);

Q_SIGNALS:
    void saveRequested();

private:
    void fill();
    void orderTabs();
    [[nodiscard]] QWidget* timeoutRow();
    [[nodiscard]] QWidget* moreContent();
    void summarize();
    [[nodiscard]] calendar::TimeZone zone() const;
    void validate();
    [[nodiscard]] QString missing() const;

    Schedule m_schedule;
    TimeView m_view;
    QLineEdit* m_name;
    QComboBox* m_machine;
    WhenBuilder* m_when;
    CommandEditor* m_command;
    QLineEdit* m_timeout;
    Fold* m_more;
    QLineEdit* m_cwd;
    EnvironmentTable* m_environment;
    QPlainTextEdit* m_stdin;
    Fold* m_trouble;
    PolicyEditor* m_policy;
    QCheckBox* m_enabled;
    MessageBar* m_message;
    QLabel* m_hint;
    QPushButton* m_save;
};

} // namespace reveille::ui
