#pragma once

#include <QMap>
#include <QString>
#include <QVector>
#include <QWidget>

class QAction;
class QLineEdit;
class QPushButton;
class QToolButton;
class QVBoxLayout;

namespace reveille::ui {

class RoleLabel;

/// The environment variables of a schedule, one row each; an empty row counts for nothing.
class EnvironmentTable final : public QWidget
{
    Q_OBJECT

public:
    explicit EnvironmentTable(QWidget* parent = nullptr);

    void setEnvironment(const QMap<QString, QString>& environment);
    [[nodiscard]] QMap<QString, QString> environment() const;
    /// What must be put right before saving; empty if nothing.
    [[nodiscard]] QString problem() const;
    [[nodiscard]] QWidget* firstStop() const;
    [[nodiscard]] QWidget* lastStop() const;
    /// Puts the rows and the button one after the other for the Tab key; call when all are in one window.
    void orderTabs();

Q_SIGNALS:
    void changed();

private:
    struct Row
    {
        QWidget* box;
        QLineEdit* name;
        QLineEdit* value;
        QToolButton* remove;
        QAction* key; ///< shown where the value refers to a secret
    };
    Row& addRow(const QString& name, const QString& value);
    void removeRow(const QWidget* box);
    void renumber();
    void check();

    QVBoxLayout* m_column;
    QVector<Row> m_rows;
    QPushButton* m_add;
    RoleLabel* m_warning;
};

/// The name of the stored secret that a value stands for: "secret:db" is db. Empty for any other value.
[[nodiscard]] QString secretNameOf(const QString& value);

/// "FOO_1": letters, digits and "_", not beginning with a digit.
[[nodiscard]] bool isVariableName(const QString& name);

} // namespace reveille::ui
