#pragma once

#include "core/engine/EngineClient.h"

#include <QDialog>
#include <QVector>

class QCheckBox;
class QLineEdit;
class QPushButton;
class QStackedWidget;
class QTableView;

namespace reveille::ui {

class EmptyState;
class MessageBar;
class RoleLabel;
class SecretTableModel;

/// The secrets that commands get through their environment: their names and who uses them. Values go in and
/// are never shown.
class SecretsDialog final : public QDialog
{
    Q_OBJECT

public:
    SecretsDialog(EngineClient& client, const QVector<Schedule>& schedules, QWidget* parent = nullptr);

private:
    void buildTable(class DialogFrame& frame);
    void buildFields(class DialogFrame& frame);
    void read();
    void save();
    void saveIn(KeySource kept);
    void replace();
    void forget();
    void reallyForget(const QString& name);
    void update();
    void refuse(const Error& error);
    [[nodiscard]] QString selected() const;

    EngineClient& m_client;
    QVector<Schedule> m_schedules;
    QVector<SecretEntry> m_entries;
    QStackedWidget* m_stack;
    QTableView* m_view;
    SecretTableModel* m_model;
    EmptyState* m_empty;
    RoleLabel* m_missing;
    QLineEdit* m_name;
    QLineEdit* m_value;
    QCheckBox* m_inFile;
    QPushButton* m_save;
    QPushButton* m_replace;
    QPushButton* m_forget;
    MessageBar* m_message;
    RoleLabel* m_done;
    QString m_toForget;
};

} // namespace reveille::ui
