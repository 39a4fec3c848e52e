#pragma once

#include "ui/builder/BuilderModel.h"
#include "ui/builder/GridState.h"

#include <QHash>
#include <QWidget>

class QGridLayout;
class QLabel;
class QLineEdit;
class QPushButton;

namespace reveille::ui {

class CellStrip;
class RoleLabel;

/// The grid mode: a row of cells per part of the line in hand. It only shows and asks; the builder edits.
class GridPane final : public QWidget
{
    Q_OBJECT

public:
    explicit GridPane(QWidget* parent = nullptr);

    void show(const BuilderModel& model);

Q_SIGNALS:
    void valuesChosen(reveille::calendar::Part part, const std::vector<int>& values);
    void daysFromEndChosen(const std::vector<int>& values);
    void partWritten(reveille::calendar::Part part, const QString& text);
    /// The last one of these weekdays in the month.
    void lastWeekdayChosen(int weekday);
    void textWanted();

private:
    struct Row
    {
        CellStrip* strip;
        QPushButton* every; ///< lets everything through; nullptr if there is none
    };
    void addRow(int at, const QString& label, const QVector<QWidget*>& widgets);
    void addStrip(calendar::Part part, const QString& prefix, int perRow, const QString& every);
    QPushButton* plainButton(const QString& text, const QString& name, const QString& accessible);
    void buildDays();
    void buildMinutes();
    QLabel* aside(const QString& text);
    QLineEdit* field(const QString& name, const QString& accessible, calendar::Part part);
    void paint(calendar::Part part, int from, int to, bool fromEnd);
    void showDays(const BuilderModel& model);
    void showMinutes();

    QGridLayout* m_grid;
    QHash<int, Row> m_rows;
    QHash<int, GridRow> m_shown;
    CellStrip* m_endStrip = nullptr;
    GridRow m_endRow;
    QPushButton* m_fromEnd = nullptr;
    QPushButton* m_lastDay = nullptr;
    QPushButton* m_lastWeekday = nullptr;
    QPushButton* m_allMinutes = nullptr;
    QPushButton* m_everyMinutes = nullptr;
    QLineEdit* m_seconds = nullptr;
    QLineEdit* m_years = nullptr;
    QWidget* m_lock;
    RoleLabel* m_lockText;
    int m_weekday = 4;
    bool m_quiet = false;
};

} // namespace reveille::ui
