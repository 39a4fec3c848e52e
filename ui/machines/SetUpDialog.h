#pragma once

#include "core/model/Provision.h"

#include <QDialog>
#include <QVector>

class QPlainTextEdit;
class QPushButton;

namespace reveille::ui {

class IconLabel;
class MessageBar;
class RoleLabel;

/// How it goes with a machine that is made ready: the steps, what its command prints as it comes, and in the
/// end what has come of it. Closing it changes nothing: the order goes on.
class SetUpDialog final : public QDialog
{
    Q_OBJECT

public:
    explicit SetUpDialog(const QString& name, QWidget* parent = nullptr);

    void show(const ProvisionNews& news);
    [[nodiscard]] bool isOver() const { return m_isOver; }

Q_SIGNALS:
    void cancelRequested();
    void machineRequested(const reveille::MachineKey& machine);

private:
    struct Step
    {
        IconLabel* icon;
        RoleLabel* text;
    };
    void showSteps(const ProvisionNews& news);
    void append(const QByteArray& bytes);
    void end(const ProvisionNews& news);

    QVector<Step> m_steps;
    QPlainTextEdit* m_output;
    RoleLabel* m_note;
    MessageBar* m_message;
    QPushButton* m_cancel;
    QPushButton* m_close;
    QPushButton* m_open;
    MachineKey m_machine;
    QByteArray m_rest; ///< the beginning of a character that goes on in the next piece
    ProvisionStage m_last = ProvisionStage::Creating;
    bool m_isOver = false;
};

} // namespace reveille::ui
