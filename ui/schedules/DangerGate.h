#pragma once

#include "ui/schedules/ActionOffers.h"

#include <QWidget>

class QLineEdit;

namespace reveille::ui {

class RoleLabel;

/// Says what cannot be undone and asks for the machine's name before it is saved.
class DangerGate final : public QWidget
{
    Q_OBJECT

public:
    explicit DangerGate(QWidget* parent = nullptr);

    /// Nothing to confirm hides it; another danger asks anew.
    void setDanger(const Danger& danger);
    [[nodiscard]] bool isOpen() const;
    [[nodiscard]] QLineEdit* edit() const { return m_edit; }

Q_SIGNALS:
    void changed();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Danger m_danger;
    RoleLabel* m_text;
    RoleLabel* m_ask;
    QLineEdit* m_edit;
};

} // namespace reveille::ui
