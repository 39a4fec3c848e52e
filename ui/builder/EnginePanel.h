#pragma once

#include "ui/builder/EngineFacts.h"

#include <QStringList>
#include <QWidget>

class QPushButton;

namespace reveille::ui {

class RoleLabel;

/// The foot of the builder: who fires the schedule and what is really sent, and where the provider cannot
/// fire it the lines that it can, for the taking.
class EnginePanel final : public QWidget
{
    Q_OBJECT

public:
    explicit EnginePanel(QWidget* parent = nullptr);

    void show(const EngineFacts& facts);
    [[nodiscard]] const EngineFacts& facts() const { return m_facts; }
    [[nodiscard]] QWidget* stop() const;

Q_SIGNALS:
    /// The person takes the lines that the provider can fire, to be read in UTC.
    void linesTaken(const QStringList& lines);

private:
    EngineFacts m_facts;
    RoleLabel* m_says;
    RoleLabel* m_sent;
    RoleLabel* m_more;
    QPushButton* m_take;
};

} // namespace reveille::ui
