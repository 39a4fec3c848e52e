#pragma once

#include "ui/builder/BuilderModel.h"

#include <QVector>
#include <QWidget>

class QPushButton;

namespace reveille::ui {

class RoleLabel;

/// The text mode: what the line reads like to systemd, and examples to begin with.
class TextPane final : public QWidget
{
    Q_OBJECT

public:
    explicit TextPane(QWidget* parent = nullptr);

    void show(const BuilderModel& model);

Q_SIGNALS:
    void exampleChosen(const QString& text);

private:
    RoleLabel* m_says;
    RoleLabel* m_normal;
};

} // namespace reveille::ui
