#pragma once

#include <QAbstractButton>

namespace reveille::ui {

/// A large radio button: an icon, what it is, and a sentence about it.
class ChoiceCard final : public QAbstractButton
{
    Q_OBJECT

public:
    ChoiceCard(QString icon, const QString& title, QString sentence, QWidget* parent = nullptr);

    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    QString m_icon;
    QString m_sentence;
};

} // namespace reveille::ui
