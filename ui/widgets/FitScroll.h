#pragma once

#include <QScrollArea>

namespace reveille::ui {

/// A scroll area that asks for as much room as its content, so that it only scrolls where the screen ends.
class FitScroll final : public QScrollArea
{
    Q_OBJECT

public:
    explicit FitScroll(QWidget* content, QWidget* parent = nullptr);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
};

} // namespace reveille::ui
