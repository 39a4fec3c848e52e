#include "ui/builder/WhenBuilder.h"

#include "ui/builder/CaretText.h"
#include "ui/builder/EnginePanel.h"
#include "ui/builder/EventEdit.h"
#include "ui/builder/GridPane.h"
#include "ui/builder/LineRow.h"
#include "ui/builder/PreviewPanel.h"
#include "ui/builder/Segments.h"
#include "ui/builder/SentencePane.h"
#include "ui/builder/TextPane.h"
#include "ui/builder/ZoneBox.h"
#include "ui/theme/Fonts.h"
#include "ui/theme/Icons.h"
#include "ui/theme/Style.h"
#include "ui/widgets/Labels.h"

#include <algorithm>

#include <QHBoxLayout>
#include <QPushButton>
#include <QTimer>
#include <QVBoxLayout>

namespace reveille::ui {

using namespace Qt::StringLiterals;
using calendar::Part;

namespace {

/// What a provider would be sent is proved over ten years of runs: not on each key, but when one stops.
constexpr int kEngineDelayMs = 200;

} // namespace

WhenBuilder::WhenBuilder(const TimeView& view, QWidget* parent) : QWidget(parent), m_view(view)
{
    const int step = unit(this);
    setObjectName(u"whenBuilder"_s);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(step);
    buildHead();
    buildModes();
    m_preview = new PreviewPanel(view, this);
    m_engine = new EnginePanel(this);
    m_engineTimer = new QTimer(this);
    m_engineTimer->setSingleShot(true);
    m_engineTimer->setInterval(kEngineDelayMs);
    connect(m_engineTimer, &QTimer::timeout, this, &WhenBuilder::reckonEngine);
    connect(m_engine, &EnginePanel::linesTaken, this, [this](const QStringList& lines) {
        m_model.replaceAll(lines, u"UTC"_s);
        showLines();
        refresh();
        m_rows[m_model.current()]->edit()->setFocus();
    });
    column->addWidget(m_preview, 1);
    column->addWidget(m_engine);
    connect(m_preview, &PreviewPanel::fixRequested, this,
            [this](int line, const QStringList& texts) { fix(line, texts, {}); });
    m_model.set({}, QString::fromStdString(view.local.name()));
    setMode(Mode::Grid);
    showLines();
    refresh();
}

void WhenBuilder::buildHead()
{
    const int step = unit(this);
    auto* head = new QHBoxLayout;
    head->setSpacing(step);
    auto* label = new RoleLabel(Color::Dim, this);
    label->setText(tr("&When"));
    label->setFixedSize(9 * step + step / 2, 4 * step);
    head->addWidget(label, 0, Qt::AlignTop);
    m_rowsColumn = new QVBoxLayout;
    m_rowsColumn->setSpacing(step / 2);
    head->addLayout(m_rowsColumn, 1);
    label->setBuddy(addRow()->edit());
    m_zone = new ZoneBox(m_view.local, this);
    m_zone->setObjectName(u"scheduleZone"_s);
    m_add = new QPushButton(tr("Line"), this);
    m_add->setIcon(icon(u"plus"_s));
    m_add->setObjectName(u"addWhenLine"_s);
    m_add->setAccessibleName(tr("Add another line"));
    m_add->setToolTip(tr("Another line: the schedule fires when any of its lines says so"));
    m_add->setAutoDefault(false);
    m_add->setFlat(true);
    head->addWidget(m_zone, 0, Qt::AlignTop);
    head->addWidget(m_add, 0, Qt::AlignTop);

    m_meaning = new QLabel(this);
    m_meaning->setTextFormat(Qt::PlainText);
    m_meaning->setWordWrap(true);
    m_meaning->setFont(strongFont(font()));
    m_meaning->setObjectName(u"whenMeaning"_s);
    m_rate = new RoleLabel(Color::Dim, this);
    m_rate->setObjectName(u"whenRate"_s);
    m_rate->setElided(true);
    auto* texts = new QVBoxLayout;
    texts->setSpacing(step / 4);
    texts->addWidget(m_meaning);
    texts->addWidget(m_rate);
    auto* column = static_cast<QVBoxLayout*>(layout());
    column->addLayout(head);
    column->addLayout(texts);
    connect(m_zone, &ZoneBox::zoneEdited, this, [this](const QString& name) {
        m_model.setZone(name);
        refresh();
    });
    connect(m_add, &QPushButton::clicked, this, [this] {
        if (!m_model.addLine())
            return;
        showLines();
        refresh();
        m_rows.last()->edit()->setFocus();
    });
}

void WhenBuilder::buildModes()
{
    const int step = unit(this);
    m_modes = new Segments(u"whenMode"_s, {tr("Sentence"), tr("Grid"), tr("Text")}, this);
    m_rule = new RoleLabel(Color::Dim, this);
    m_rule->setElided(true);
    m_rule->setObjectName(u"caretRule"_s);
    m_rule->setFont(smallFont(font()));
    m_here = new RoleLabel(Color::Text, this);
    m_here->setElided(true);
    m_here->setObjectName(u"caretHere"_s);
    m_here->setFont(smallFont(strongFont(font())));
    auto* caret = new QVBoxLayout;
    caret->setSpacing(0);
    caret->addWidget(m_rule);
    caret->addWidget(m_here);
    auto* row = new QHBoxLayout;
    row->setSpacing(step + step / 2);
    row->addWidget(m_modes);
    row->addLayout(caret, 1);
    auto* column = static_cast<QVBoxLayout*>(layout());
    column->addLayout(row);
    m_sentence = new SentencePane(this);
    m_grid = new GridPane(this);
    m_text = new TextPane(this);
    column->addWidget(m_sentence);
    column->addWidget(m_grid);
    column->addWidget(m_text);
    connect(m_modes, &Segments::chosen, this, [this](int index) { setMode(static_cast<Mode>(index)); });
    connect(m_text, &TextPane::exampleChosen, this, [this](const QString& text) {
        m_model.replaceLine({text});
        refresh();
    });
    connect(m_sentence, &SentencePane::edited, this, &WhenBuilder::saySentence);
    connect(m_sentence, &SentencePane::linesTaken, this, [this](const QStringList& lines) {
        m_model.replaceLine(lines);
        showLines();
        refresh();
    });
    connect(m_sentence, &SentencePane::textWanted, this, [this] { setMode(Mode::Text); });
    connectGrid();
}

void WhenBuilder::connectGrid()
{
    connect(m_grid, &GridPane::valuesChosen, this, [this](Part part, const std::vector<int>& values) {
        m_model.setValues(part, values);
        refresh();
    });
    connect(m_grid, &GridPane::daysFromEndChosen, this, [this](const std::vector<int>& values) {
        m_model.setDaysFromEnd(values);
        refresh();
    });
    connect(m_grid, &GridPane::partWritten, this, [this](Part part, const QString& text) {
        if (m_model.setPart(part, text))
            refresh();
    });
    connect(m_grid, &GridPane::lastWeekdayChosen, this, &WhenBuilder::chooseLastWeekday);
    connect(m_grid, &GridPane::textWanted, this, [this] {
        setMode(Mode::Text);
        m_rows[m_model.current()]->edit()->setFocus();
    });
}

void WhenBuilder::saySentence(const Sentence& sentence)
{
    const auto tree = m_model.editable();
    if (!tree)
        return;
    if (!m_model.take(withSentence(*tree, sentence))) {
        m_sentence->offerLines(linesFor(*tree, sentence));
        return;
    }
    refresh();
}

void WhenBuilder::chooseLastWeekday(int weekday)
{
    const auto tree = m_model.editable();
    if (!tree)
        return;
    const auto dated = tree->withValues(Part::Weekdays, {weekday});
    if (dated)
        m_model.take(dated->withDaysFromMonthEnd({1, 2, 3, 4, 5, 6, 7}));
    refresh();
}

void WhenBuilder::setFiredBy(FiredBy firedBy)
{
    m_firedBy = firedBy;
    showEngine();
}

void WhenBuilder::setMode(Mode mode)
{
    m_modes->setIndex(static_cast<int>(mode));
    m_sentence->setVisible(mode == Mode::Sentence);
    m_grid->setVisible(mode == Mode::Grid);
    m_text->setVisible(mode == Mode::Text);
    showPanes();
    if (mode == Mode::Text && isVisible())
        m_rows[m_model.current()]->edit()->setFocus();
}

void WhenBuilder::setWhen(const QStringList& lines, const QString& zone, FiredBy firedBy)
{
    m_model.set(lines, zone);
    m_firedBy = firedBy;
    m_before = m_model.timetable();
    showLines();
    refresh();
}

QSize WhenBuilder::sizeHint() const
{
    const QSize hint = QWidget::sizeHint();
    return {std::min(hint.width(), 106 * unit(this)), hint.height()};
}

QStringList WhenBuilder::lines() const
{
    return m_model.texts();
}

QWidget* WhenBuilder::firstEdit() const
{
    return m_rows.first()->edit();
}

QWidget* WhenBuilder::lastStop() const
{
    return m_preview->lastStop();
}

LineRow* WhenBuilder::addRow()
{
    auto* row = new LineRow(this);
    m_rowsColumn->addWidget(row);
    m_rows.append(row);
    row->setNumber(static_cast<int>(m_rows.size()));
    const auto index = [this, row] { return static_cast<int>(m_rows.indexOf(row)); };
    connect(row, &LineRow::typed, this, [this, index](const QString& text) {
        m_model.type(index(), text);
        refresh();
    });
    connect(row, &LineRow::caretMoved, this, [this, index] {
        const int line = index();
        const bool other = line != m_model.current();
        m_model.setCurrent(line);
        if (other)
            showPanes();
        showCaret();
    });
    connect(row, &LineRow::removeRequested, this, [this, index] {
        m_model.removeLine(index());
        showLines();
        refresh();
        m_rows[m_model.current()]->edit()->setFocus();
    });
    connect(row, &LineRow::replaceRequested, this,
            [this, index](const QStringList& texts, const QString& zone) { fix(index(), texts, zone); });
    connect(row->edit(), &EventEdit::undoRequested, this, &WhenBuilder::undo);
    connect(row->edit(), &EventEdit::redoRequested, this, &WhenBuilder::redo);
    return row;
}

void WhenBuilder::orderTabs()
{
    QWidget* last = m_rows.first()->edit();
    for (const LineRow* row : m_rows) {
        for (QWidget* stop : row->stops()) {
            if (stop != last)
                setTabOrder(last, stop);
            last = stop;
        }
    }
    setTabOrder(last, m_zone);
    setTabOrder(m_zone, m_add);
}

void WhenBuilder::showLines()
{
    const auto wanted = m_model.lines().size();
    const bool other = wanted != m_rows.size();
    while (m_rows.size() < wanted)
        addRow();
    while (m_rows.size() > wanted) {
        LineRow* row = m_rows.takeLast();
        m_rowsColumn->removeWidget(row);
        row->hide();
        row->deleteLater();
    }
    for (LineRow* row : m_rows)
        row->setRemovable(wanted > 1);
    m_add->setEnabled(wanted < BuilderModel::kMostLines);
    if (other)
        orderTabs();
}

void WhenBuilder::fix(int line, const QStringList& texts, const QString& zone)
{
    m_model.replaceLine(line, texts, zone);
    showLines();
    refresh();
    m_rows[m_model.current()]->edit()->setFocus();
    m_rows[m_model.current()]->edit()->end(false);
}

void WhenBuilder::undo()
{
    m_model.undo();
    showLines();
    refresh();
    m_rows[m_model.current()]->edit()->setFocus();
}

void WhenBuilder::redo()
{
    m_model.redo();
    showLines();
    refresh();
    m_rows[m_model.current()]->edit()->setFocus();
}

void WhenBuilder::showPanes()
{
    // Hidden modes are shown anew when they come up.
    switch (static_cast<Mode>(m_modes->index())) {
    case Mode::Sentence:
        m_sentence->show(m_model);
        break;
    case Mode::Grid:
        m_grid->show(m_model);
        break;
    case Mode::Text:
        m_text->show(m_model);
        break;
    }
}

void WhenBuilder::showCaret()
{
    const int current = m_model.current();
    const int column = m_rows[current]->edit()->cursorPosition();
    const CaretText caret = caretText(m_model.line(), column);
    m_rule->setText(caret.rule);
    const QStringList words = completionsAt(m_model.line().text, column).words;
    m_here->setText(!words.isEmpty()       ? tr("Down key completes: %1").arg(words.mid(0, 5).join(u", "_s))
                    : caret.here.isEmpty() ? QString()
                    : caret.means.isEmpty()
                        ? tr("You are here: %1").arg(caret.here)
                        : tr("You are here: %1 · lets through %2").arg(caret.here, caret.means));
}

void WhenBuilder::showMeaning(const calendar::Explanation& explanation)
{
    QString meaning = QString::fromStdString(calendar::english(explanation.words));
    if (!meaning.isEmpty())
        meaning[0] = meaning[0].toUpper();
    m_meaning->setText(meaning);
    m_meaning->setVisible(!meaning.isEmpty());
    QStringList facts;
    const auto& timetable = m_model.timetable();
    if (timetable) {
        const auto next = timetable->next(m_view.now);
        if (next && timetable->zone().offsetAt(*next) != m_view.local.offsetAt(*next))
            facts += tr("next %1 here").arg(dateTimeText(*next, m_view.local, m_view.now));
    }
    if (explanation.rate) {
        facts += rateText(*explanation.rate);
        if (const QString gaps = gapText(*explanation.rate); !gaps.isEmpty())
            facts += gaps;
    }
    m_rate->setText(facts.join(u" · "_s));
    m_rate->setVisible(!facts.isEmpty());
}

void WhenBuilder::showEngine()
{
    const auto& timetable = m_model.timetable();
    if (!timetable) {
        m_engineTimer->stop();
        m_engineFor.clear();
        m_engine->show({});
        return;
    }
    const QString wanted = QString::number(static_cast<int>(m_firedBy)) + u'\n' + m_model.zoneName() + u'\n' +
                           m_model.texts().join(u'\n');
    if (wanted == m_engineFor)
        return;
    m_engineFor = wanted;
    if (m_firedBy == FiredBy::Reveille)
        reckonEngine();
    else
        m_engineTimer->start();
}

void WhenBuilder::reckonEngine()
{
    m_engineTimer->stop();
    if (const auto& timetable = m_model.timetable())
        m_engine->show(engineFacts(m_firedBy, *timetable, m_view));
}

void WhenBuilder::refresh()
{
    for (qsizetype i = 0; i < m_rows.size(); ++i)
        m_rows[i]->show(m_model.lines()[i]);
    m_zone->setZone(m_model.zoneName());
    showPanes();
    showCaret();
    std::vector<std::string> texts;
    for (const BuilderModel::Line& line : m_model.lines())
        texts.push_back(line.text.toStdString());
    const calendar::TimeZone zone = m_model.zone().value_or(m_view.local);
    const bool untouched = m_model.lines().size() == 1 && m_model.line().isEmpty();
    const auto explanation =
        untouched || !m_model.zone() ? calendar::Explanation() : calendar::explain(texts, zone, m_view.now);
    QVector<Notice> told = notices(explanation);
    const auto& timetable = m_model.timetable();
    if (timetable && m_before && m_before->lines().size() + timetable->lines().size() > 0)
        told += editNotices(*m_before, *timetable, m_view);
    showMeaning(explanation);
    showEngine();
    if (timetable)
        m_preview->show(*timetable, told);
    else
        m_preview->showNothing(!m_model.zone() ? tr("Choose a time zone of the list.")
                               : untouched     ? tr("Write when it fires, or click it together above.")
                                               : tr("The runs stand here once every line can be read."),
                               told);
    Q_EMIT changed();
}

} // namespace reveille::ui
