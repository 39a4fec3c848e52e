#pragma once

#include "ui/builder/Notices.h"

#include <QVector>
#include <QWidget>

class QVBoxLayout;

namespace reveille::ui {

class NoticeCard;

/// Things to look out for, one card under the other, with buttons that put them right. Cards are kept and
/// given new texts, so that nothing flickers.
class LookOut final : public QWidget
{
    Q_OBJECT

public:
    explicit LookOut(QWidget* parent = nullptr);

    void setNotices(const QVector<Notice>& notices, const QString& whenEmpty);
    [[nodiscard]] const QVector<Notice>& notices() const { return m_notices; }
    [[nodiscard]] QVector<QWidget*> stops() const;

Q_SIGNALS:
    void fixRequested(int line, const QStringList& texts);

private:
    QVBoxLayout* m_column;
    QVector<NoticeCard*> m_cards;
    QVector<Notice> m_notices;
    class RoleLabel* m_empty;
};

} // namespace reveille::ui
