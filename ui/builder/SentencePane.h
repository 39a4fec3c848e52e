#pragma once

#include "ui/builder/BuilderModel.h"
#include "ui/builder/Sentence.h"

#include <QVector>
#include <QWidget>

class QAction;
class QComboBox;
class QHBoxLayout;
class QLabel;
class QMenu;
class QPushButton;

namespace reveille::ui {

class CellStrip;
class RoleLabel;

/// The sentence mode: a few choices that read as a sentence. Locked where the text says more than that.
class SentencePane final : public QWidget
{
    Q_OBJECT

public:
    explicit SentencePane(QWidget* parent = nullptr);

    void show(const BuilderModel& model);
    /// The sentence needs several lines: offered, not taken by itself.
    void offerLines(const QStringList& lines);

Q_SIGNALS:
    void edited(const reveille::ui::Sentence& sentence);
    void linesTaken(const QStringList& lines);
    void textWanted();

private:
    QComboBox* combo(const QString& name, const QString& accessible, const QStringList& items);
    QLabel* word(const QString& text);
    QWidget* buildDays();
    QWidget* buildTimes();
    QWidget* buildLock();
    QWidget* buildHint();
    void hint(const QString& text, const QStringList& lines);
    void buildMonths();
    void chooseDays(int index);
    void chooseTimes();
    void say(const Sentence& sentence);
    void fill();

    Sentence m_sentence;
    bool m_quiet = false;
    QWidget* m_daysRow = nullptr;
    QWidget* m_timesRow = nullptr;
    QWidget* m_lock = nullptr;
    RoleLabel* m_lockText = nullptr;
    QWidget* m_hint = nullptr;
    RoleLabel* m_hintText = nullptr;
    QPushButton* m_takeLines = nullptr;
    QStringList m_lines;
    QComboBox* m_days = nullptr;
    CellStrip* m_weekdays = nullptr;
    QComboBox* m_weekday = nullptr;
    QComboBox* m_monthDay = nullptr;
    QPushButton* m_months = nullptr;
    QVector<QAction*> m_monthActions;
    QComboBox* m_kind = nullptr;
    QComboBox* m_at = nullptr;
    QComboBox* m_step = nullptr;
    QComboBox* m_first = nullptr;
    QComboBox* m_last = nullptr;
    QVector<QWidget*> m_everyWords;
};

} // namespace reveille::ui
