#pragma once

#include "core/model/Error.h"

#include <optional>

#include <QStringList>
#include <QVector>
#include <QWidget>

class QVBoxLayout;

namespace reveille::ui {

class IconLabel;
class RoleLabel;

/// What became of each of several things that are saved one after the other.
class SaveProgress final : public QWidget
{
    Q_OBJECT

public:
    explicit SaveProgress(QWidget* parent = nullptr);

    /// All are waiting.
    void begin(const QStringList& names);
    /// An error, or nothing for success.
    void setResult(int index, const std::optional<Error>& error);

private:
    struct Row
    {
        QWidget* box;
        IconLabel* icon;
        RoleLabel* text;
    };
    void tell();

    QVBoxLayout* m_column;
    RoleLabel* m_heading;
    QStringList m_names;
    QVector<Row> m_rows;
    qsizetype m_done = 0;
    qsizetype m_failed = 0;
};

} // namespace reveille::ui
