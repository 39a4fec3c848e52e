#include "ui/schedules/WhenEditor.h"

#include "core/text/DurationText.h"
#include "ui/models/ScheduleRow.h"
#include "ui/schedules/ExpressionLine.h"
#include "ui/schedules/ScheduleDetail.h"
#include "ui/theme/Fonts.h"
#include "ui/theme/Icons.h"
#include "ui/theme/Style.h"
#include "ui/theme/StylePaint.h"
#include "ui/widgets/FactsColumn.h"
#include "ui/widgets/Labels.h"

#include <QComboBox>
#include <QCompleter>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

namespace reveille::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMostLines = 8;
constexpr std::size_t kShown = 5;

/// The rounded panel the preview stands in.
class Panel final : public QWidget
{
public:
    using QWidget::QWidget;

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        const Colors& colors = colorsOf(palette());
        paint::roundedBox(&painter, rect(), 8, colors[Color::Raised], colors[Color::Line]);
    }
};

} // namespace

WhenEditor::WhenEditor(const TimeView& view, QWidget* parent)
    : QWidget(parent),
      m_view(view),
      m_column(new QVBoxLayout(this)),
      m_add(new QPushButton(this)),
      m_zone(new QComboBox),
      m_preview(new Panel),
      m_meaning(new QLabel(m_preview)),
      m_next(new FactsColumn(tr("Next runs"), m_preview))
{
    const int step = unit(this);
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(step / 2);
    m_add->setText(tr("Another line"));
    m_add->setIcon(icon(u"plus"_s));
    m_add->setObjectName(u"addWhenLine"_s);
    m_add->setAccessibleName(tr("Add another line"));
    m_add->setToolTip(tr("The schedule fires when any of its lines says so"));
    m_add->setAutoDefault(false);
    m_add->setFlat(true);
    m_column->addWidget(m_add, 0, Qt::AlignLeft);
    buildZones();

    auto* panel = new QVBoxLayout(m_preview);
    panel->setContentsMargins(0, step + 2, 0, 0);
    panel->setSpacing(0);
    auto* meaningRow = new QHBoxLayout;
    meaningRow->setContentsMargins(2 * step + 2, 0, 2 * step + 2, 0);
    m_meaning->setTextFormat(Qt::PlainText);
    m_meaning->setWordWrap(true);
    m_meaning->setFont(strongFont(font()));
    m_meaning->setObjectName(u"whenMeaning"_s);
    meaningRow->addWidget(m_meaning);
    panel->addLayout(meaningRow);
    panel->addWidget(m_next);
    m_preview->setMinimumHeight(24 * step);

    connect(m_add, &QPushButton::clicked, this, [this] {
        addLine(QString())->edit()->setFocus();
        update();
    });
    addLine(QString());
    update();
}

void WhenEditor::buildZones()
{
    m_zone->setEditable(true);
    m_zone->setInsertPolicy(QComboBox::NoInsert);
    const QString local = QString::fromStdString(m_view.local.name());
    QStringList names{local};
    if (local != u"UTC")
        names += u"UTC"_s;
    for (const std::string& name : calendar::TimeZone::names()) {
        if (const QString zone = QString::fromStdString(name); zone != local && zone != u"UTC")
            names += zone;
    }
    m_zone->addItems(names);
    m_zone->lineEdit()->setPlaceholderText(tr("Search: Berlin, New York, UTC …"));
    m_zone->lineEdit()->setObjectName(u"zoneEdit"_s);
    m_zone->lineEdit()->setAccessibleName(tr("Time zone"));
    auto* completer = new QCompleter(m_zone->model(), m_zone);
    completer->setFilterMode(Qt::MatchContains);
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    completer->setCompletionMode(QCompleter::PopupCompletion);
    m_zone->setCompleter(completer);
    m_zone->setMaxVisibleItems(12);
    connect(m_zone, &QComboBox::editTextChanged, this, &WhenEditor::update);
}

void WhenEditor::setWhen(const QStringList& lines, const QString& zone)
{
    while (m_lines.size() > 1)
        removeLine(m_lines.last());
    m_lines.first()->setText(lines.value(0));
    for (qsizetype i = 1; i < lines.size(); ++i)
        addLine(lines[i]);
    m_zone->setEditText(zone);
    update();
}

ExpressionLine* WhenEditor::addLine(const QString& text)
{
    auto* line = new ExpressionLine(this);
    line->setText(text);
    m_column->insertWidget(static_cast<int>(m_lines.size()), line);
    m_lines.append(line);
    connect(line, &ExpressionLine::changed, this, &WhenEditor::update);
    connect(line, &ExpressionLine::removeRequested, this, [this, line] {
        removeLine(line);
        update();
        m_lines.last()->edit()->setFocus();
    });
    renumber();
    orderTabs();
    return line;
}

void WhenEditor::orderTabs()
{
    if (m_zone->window() != window())
        return;
    QWidget* last = m_lines.first()->edit();
    const auto next = [&last](QWidget* widget) {
        setTabOrder(last, widget);
        last = widget;
    };
    for (const ExpressionLine* line : m_lines) {
        for (QWidget* stop : line->stops()) {
            if (stop != last)
                next(stop);
        }
    }
    next(m_add);
    next(m_zone);
}

void WhenEditor::removeLine(ExpressionLine* line)
{
    m_lines.removeOne(line);
    m_column->removeWidget(line);
    line->hide();
    line->deleteLater();
    renumber();
}

void WhenEditor::renumber()
{
    for (qsizetype i = 0; i < m_lines.size(); ++i) {
        m_lines[i]->setNumber(static_cast<int>(i) + 1);
        m_lines[i]->setRemovable(m_lines.size() > 1);
    }
}

QWidget* WhenEditor::firstEdit() const
{
    return m_lines.first()->edit();
}

QStringList WhenEditor::lines() const
{
    QStringList texts;
    for (const ExpressionLine* line : m_lines)
        texts += line->text();
    return texts;
}

QString WhenEditor::zone() const
{
    return m_zone->currentText().trimmed();
}

void WhenEditor::update()
{
    m_add->setEnabled(m_lines.size() < kMostLines);
    m_zoneKnown = calendar::TimeZone::load(zone().toStdString()).has_value();
    m_timetable = timetableOf(lines(), zone());
    QVector<Fact> next;
    if (m_timetable) {
        const auto first = m_timetable->next(m_view.now);
        m_meaning->setText(meaningText(*m_timetable, first, m_view));
        next = nextRunFacts(*m_timetable, kShown, m_view);
    } else {
        m_meaning->clear();
    }
    const bool elsewhere =
        m_timetable && m_timetable->zone().offsetAt(m_view.now) != m_view.local.offsetAt(m_view.now);
    m_next->setHeading(elsewhere ? tr("Next runs · %1 time").arg(zonePlace(zone())) : tr("Next runs"));
    m_meaning->setVisible(!m_meaning->text().isEmpty());
    m_next->setFacts(next, m_timetable
                               ? tr("This never fires again: all its instants are past or do not exist.")
                           : !m_zoneKnown ? tr("Choose a time zone of the list.")
                                          : tr("Write when it fires, like “daily”, “Mon..Fri 09:00” or "
                                               "“*:0/15” for every quarter of an hour."));
    Q_EMIT changed();
}

} // namespace reveille::ui
