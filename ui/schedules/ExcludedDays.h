#pragma once

#include "core/model/Result.h"

#include <functional>
#include <optional>

#include <QStringList>
#include <QWidget>

class QCalendarWidget;
class QLabel;
class QLineEdit;
class QPushButton;

namespace reveille::ui {

class RoleLabel;

/// The days without a run: typed, picked on a calendar, or taken from a calendar file. The text is the truth;
/// the calendar shows it.
class ExcludedDays final : public QWidget
{
    Q_OBJECT

public:
    explicit ExcludedDays(QWidget* parent = nullptr);

    [[nodiscard]] QLineEdit* edit() const { return m_edit; }
    [[nodiscard]] QVector<QWidget*> stops() const;
    /// Adds the whole days of an iCalendar file and says what was taken and what was not.
    void importFile(const QString& path);

Q_SIGNALS:
    void changed();

private:
    void toggle(const QDate& day);
    void mark();
    void chooseFile();
    void makeCalendar();

    QLineEdit* m_edit;
    QPushButton* m_pick;
    QPushButton* m_import;
    QCalendarWidget* m_calendar = nullptr;
    RoleLabel* m_told;
    QStringList m_marked;
};

/// "2026-12-25, 2027-01-01" as sorted dates without doubles; nothing if one is none. Empty for an empty text.
[[nodiscard]] std::optional<QStringList> datesFromInput(const QString& text);

} // namespace reveille::ui
