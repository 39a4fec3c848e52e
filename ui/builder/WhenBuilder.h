#pragma once

#include "core/calendar/Explain.h"
#include "core/model/Schedule.h"
#include "ui/builder/BuilderModel.h"
#include "ui/text/TimeView.h"

#include <optional>

#include <QVector>
#include <QWidget>

class QLabel;
class QPushButton;
class QTimer;
class QVBoxLayout;

namespace reveille::ui {

class EnginePanel;
class GridPane;
class LineRow;
class PreviewPanel;
class RoleLabel;
class Segments;
class SentencePane;
class TextPane;
class ZoneBox;
struct Sentence;

/// The expression builder: when a schedule fires, as text, as a sentence or on a grid, with what it comes to.
/// The text is the truth; every control edits it and is shown anew from it.
class WhenBuilder final : public QWidget
{
    Q_OBJECT

public:
    enum class Mode
    {
        Sentence,
        Grid,
        Text
    };

    explicit WhenBuilder(const TimeView& view, QWidget* parent = nullptr);

    /// What is edited. Lines that are there already are what later edits are compared with.
    void setWhen(const QStringList& lines, const QString& zone, FiredBy firedBy);
    [[nodiscard]] QStringList lines() const;
    [[nodiscard]] QString zone() const { return m_model.zoneName(); }
    /// Nothing while a line or the zone cannot be read.
    [[nodiscard]] const std::optional<calendar::Timetable>& timetable() const { return m_model.timetable(); }
    [[nodiscard]] bool isZoneKnown() const { return m_model.zone().has_value(); }
    [[nodiscard]] const BuilderModel& model() const { return m_model; }

    void setMode(Mode mode);
    /// What is edited stays; only who fires it changes.
    void setFiredBy(FiredBy firedBy);
    /// Wide enough for the grid; more room is used but not asked for.
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QWidget* firstEdit() const;
    /// The last stop of the Tab key within.
    [[nodiscard]] QWidget* lastStop() const;

Q_SIGNALS:
    void changed();

private:
    void buildHead();
    void buildModes();
    void connectGrid();
    LineRow* addRow();
    void orderTabs();
    /// Shows the model everywhere, and tells of it.
    void refresh();
    void showLines();
    void showMeaning(const calendar::Explanation& explanation);
    void showPanes();
    void showCaret();
    void showEngine();
    void reckonEngine();
    void saySentence(const Sentence& sentence);
    void fix(int line, const QStringList& texts, const QString& zone);
    void undo();
    void redo();
    void chooseLastWeekday(int weekday);

    TimeView m_view;
    BuilderModel m_model;
    std::optional<calendar::Timetable> m_before;
    FiredBy m_firedBy = FiredBy::Reveille;
    QVBoxLayout* m_rowsColumn;
    QVector<LineRow*> m_rows;
    ZoneBox* m_zone;
    QPushButton* m_add;
    QLabel* m_meaning;
    RoleLabel* m_rate;
    Segments* m_modes;
    RoleLabel* m_rule;
    RoleLabel* m_here;
    SentencePane* m_sentence;
    GridPane* m_grid;
    TextPane* m_text;
    PreviewPanel* m_preview;
    EnginePanel* m_engine;
    QTimer* m_engineTimer;
    /// What the foot was last reckoned for.
    QString m_engineFor;
};

} // namespace reveille::ui
