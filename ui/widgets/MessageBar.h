#pragma once

#include "core/model/Error.h"
#include "ui/theme/Colors.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QToolButton;

namespace reveille::ui {

class IconLabel;

/// A sentence in a coloured strip, with an advice, one button and a way to close it. Never takes the focus.
class MessageBar final : public QWidget
{
    Q_OBJECT

public:
    explicit MessageBar(QWidget* parent = nullptr);

    void showError(const Error& error, const QString& button = {});
    void showText(const QString& what, const QString& advice, const QString& button = {});
    void setClosable(bool closable);
    [[nodiscard]] QString text() const;

Q_SIGNALS:
    void buttonClicked();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    IconLabel* m_icon;
    QLabel* m_what;
    QLabel* m_advice;
    QPushButton* m_button;
    QToolButton* m_close;
};

} // namespace reveille::ui
