#pragma once

#include "core/calendar/Timetable.h"
#include "ui/text/TimeView.h"

#include <optional>

#include <QStringList>
#include <QWidget>

class QComboBox;
class QLabel;
class QPushButton;
class QVBoxLayout;

namespace reveille::ui {

class ExpressionLine;
class FactsColumn;

/// When a schedule fires: one or more calendar events and the zone they are read in, with what that means and
/// when it fires next.
class WhenEditor final : public QWidget
{
    Q_OBJECT

public:
    explicit WhenEditor(const TimeView& view, QWidget* parent = nullptr);

    void setWhen(const QStringList& lines, const QString& zone);
    [[nodiscard]] QWidget* firstEdit() const;
    [[nodiscard]] QStringList lines() const;
    [[nodiscard]] QString zone() const;
    [[nodiscard]] QComboBox* zoneBox() const { return m_zone; }
    [[nodiscard]] QWidget* preview() const { return m_preview; }
    /// Puts the lines, the button and the zone one after the other for the Tab key; call when all are in the
    /// same window.
    void orderTabs();
    /// Nothing while a line or the zone cannot be read.
    [[nodiscard]] const std::optional<calendar::Timetable>& timetable() const { return m_timetable; }
    [[nodiscard]] bool isZoneKnown() const { return m_zoneKnown; }

Q_SIGNALS:
    void changed();

private:
    void buildZones();
    ExpressionLine* addLine(const QString& text);
    void removeLine(ExpressionLine* line);
    void renumber();
    void update();

    TimeView m_view;
    QVBoxLayout* m_column;
    QVector<ExpressionLine*> m_lines;
    QPushButton* m_add;
    QComboBox* m_zone;
    QWidget* m_preview;
    QLabel* m_meaning;
    FactsColumn* m_next;
    std::optional<calendar::Timetable> m_timetable;
    bool m_zoneKnown = false;
};

} // namespace reveille::ui
