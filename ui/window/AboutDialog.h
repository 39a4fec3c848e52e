#pragma once

#include <QDialog>

namespace reveille::ui {

/// What this program is: its version, licence and the libraries it stands on.
class AboutDialog final : public QDialog
{
    Q_OBJECT

public:
    explicit AboutDialog(QWidget* parent = nullptr);
};

} // namespace reveille::ui
