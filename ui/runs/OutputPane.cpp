#include "ui/runs/OutputPane.h"

#include "core/text/ArgvText.h"
#include "core/text/RunText.h"
#include "ui/text/PlainOutput.h"
#include "ui/text/StateLook.h"
#include "ui/theme/Fonts.h"
#include "ui/theme/Icons.h"
#include "ui/theme/Style.h"
#include "ui/widgets/FactsColumn.h"
#include "ui/widgets/Labels.h"

#include <algorithm>

#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLocale>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QSignalBlocker>
#include <QTabBar>
#include <QToolButton>
#include <QVBoxLayout>

namespace reveille::ui {

using namespace Qt::StringLiterals;

namespace {

QToolButton* makeButton(const QString& name, const QString& text, const QString& iconName, QWidget* parent)
{
    auto* button = new QToolButton(parent);
    button->setObjectName(name);
    button->setText(text);
    button->setAccessibleName(text);
    button->setIcon(icon(iconName));
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setFocusPolicy(Qt::StrongFocus);
    setLook(button, Look::Plain);
    return button;
}

} // namespace

QVector<Fact> stepFacts(const Run& run, const TimeView& view)
{
    QVector<Fact> facts;
    for (qsizetype i = 0; i < run.steps.size(); ++i) {
        const RunStep& step = run.steps[i];
        Fact fact;
        const bool last = i + 1 == run.steps.size();
        const bool done = !last || step.state == RunState::Closed;
        fact.icon = done ? u"check"_s : u"state-changing"_s;
        fact.color = done ? Color::Text : Color::Running;
        if (step.state == RunState::Closed)
            fact.icon = lookOf(run).icon, fact.color = lookOf(run).color;
        fact.left = runStateText(step.state);
        fact.right = clockText(step.at, view.local);
        fact.toolTip = exactTimeText(step.at, view.local);
        if (!step.note.isEmpty())
            fact.toolTip += u'\n' + plainLine(step.note);
        facts.append(fact);
    }
    return facts;
}

QString keptText(qint64 written, qint64 kept)
{
    if (written <= 0)
        return {};
    const QLocale locale;
    const auto size = [&](qint64 bytes) {
        return bytes < 1024 ? OutputPane::tr("%n bytes", nullptr, static_cast<int>(bytes))
                            : locale.formattedDataSize(bytes, 1);
    };
    return kept < written ? OutputPane::tr("%1 of %2 kept").arg(size(kept), size(written)) : size(written);
}

QString tryText(const RunAttempt& attempt)
{
    Run run;
    run.state = RunState::Closed;
    run.outcome = attempt.outcome;
    run.reason = attempt.reason;
    run.detail = attempt.detail;
    run.exitCode = attempt.exitCode;
    run.signal = attempt.signal;
    return OutputPane::tr("Try %1: %2").arg(attempt.attempt).arg(outcomeWithReason(run));
}

OutputPane::OutputPane(QWidget* parent)
    : QWidget(parent),
      m_steps(new FactsColumn(tr("Steps"), this)),
      m_summary(new RoleLabel(Color::Dim, this)),
      m_streams(new QTabBar(this)),
      m_tries(new QComboBox(this)),
      m_text(new QPlainTextEdit(this)),
      m_kept(new RoleLabel(Color::Dim, this))
{
    setObjectName(u"outputPane"_s);
    const int step = unit(this);
    auto* ground = new Band(Color::Raised, {}, this);
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(ground);
    auto* row = new QHBoxLayout(ground);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);

    auto* left = new QVBoxLayout;
    left->setContentsMargins(0, 0, 0, step);
    left->setSpacing(0);
    m_summary->setWordWrap(true);
    m_summary->setContentsMargins(2 * step + 2, step + step / 2, 2 * step + 2, 0);
    m_summary->setObjectName(u"runSummary"_s);
    left->addWidget(m_summary);
    left->addWidget(m_steps, 1);
    m_steps->setFixedWidth(46 * step);
    m_summary->setFixedWidth(46 * step);
    row->addLayout(left);
    auto* line = new Band(Color::Line, {}, ground);
    line->setFixedWidth(1);
    row->addWidget(line);

    auto* right = new QVBoxLayout;
    right->setContentsMargins(0, 0, 0, 0);
    right->setSpacing(0);
    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(step, 0, step, 0);
    bar->setSpacing(step / 2);
    buildToolbar(bar);
    right->addLayout(bar);
    auto* rule = new Band(Color::Line, {}, ground);
    rule->setFixedHeight(1);
    right->addWidget(rule);
    m_text->setObjectName(u"outputText"_s);
    m_text->setAccessibleName(tr("What the command printed"));
    m_text->setReadOnly(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_text->setFont(monoFont());
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setUndoRedoEnabled(false);
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_text->setTabChangesFocus(true);
    m_text->document()->setDocumentMargin(step + step / 2);
    right->addWidget(m_text, 1);
    row->addLayout(right, 1);
    clear();
}

void OutputPane::buildToolbar(QHBoxLayout* row)
{
    m_streams->setObjectName(u"outputStreams"_s);
    m_streams->setAccessibleName(tr("Output or errors"));
    m_streams->setDrawBase(false);
    m_streams->setExpanding(false);
    m_streams->addTab(tr("Output"));
    m_streams->addTab(tr("Errors"));
    m_tries->setObjectName(u"outputTry"_s);
    m_tries->setAccessibleName(tr("Which try"));
    m_tries->setToolTip(tr("The command failed and was run again; each try's output is kept"));
    m_tries->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_tries->setMinimumContentsLength(24);
    m_tries->hide();
    m_follow = makeButton(u"followOutput"_s, tr("Follow"), u"follow"_s, this);
    m_follow->setCheckable(true);
    m_follow->setChecked(true);
    m_follow->setToolTip(tr("Keep the newest lines in sight"));
    m_copy = makeButton(u"copyOutput"_s, tr("Copy"), u"copy"_s, this);
    m_save = makeButton(u"saveOutput"_s, tr("Save…"), u"save"_s, this);
    m_kept->setObjectName(u"outputKept"_s);
    m_kept->setFont(smallFont(font()));
    row->addWidget(m_streams);
    row->addWidget(m_tries);
    row->addStretch(1);
    row->addWidget(m_kept);
    row->addSpacing(unit(this));
    row->addWidget(m_follow);
    row->addWidget(m_copy);
    row->addWidget(m_save);
    connect(m_streams, &QTabBar::currentChanged, this, &OutputPane::showStream);
    connect(m_tries, &QComboBox::currentIndexChanged, this, &OutputPane::showStream);
    connect(m_follow, &QToolButton::toggled, this, &OutputPane::showStream);
    connect(m_copy, &QToolButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(m_text->toPlainText()); });
    connect(m_save, &QToolButton::clicked, this, [this] {
        if (!m_run)
            return;
        const QString stream = isErrors() ? u"stderr"_s : u"stdout"_s;
        const RunAttempt* attempt = chosenTry();
        const QString number = attempt == nullptr ? QString() : u"-try%1"_s.arg(attempt->attempt);
        Q_EMIT saveRequested(m_shown, m_run->scheduleName + number + u'-' + stream + u".txt"_s);
    });
}

bool OutputPane::isErrors() const
{
    return m_streams->currentIndex() == 1;
}

void OutputPane::showRun(const Run& run, const TimeView& view)
{
    const bool other = !m_run || m_run->id != run.id;
    m_run = run;
    if (other) {
        m_output.reset();
        m_note.clear();
        m_anyShown = false;
        fillTries();
        m_streams->setCurrentIndex(run.outcome == Outcome::Failed && run.stdoutBytes == 0 ? 1 : 0);
    }
    m_streams->setTabText(1, run.stderrBytes > 0 ? tr("Errors ●") : tr("Errors"));
    m_steps->setFacts(stepFacts(run, view), tr("Nothing was started for this instant."));
    m_summary->setText(outcomeWithReason(run));
    m_summary->show();
    m_summary->setRole(lookOf(run).color == Color::Ok ? Color::Text : lookOf(run).color);
    m_follow->setVisible(run.isOpen());
    showStream();
}

void OutputPane::showOutput(const RunOutput& output)
{
    m_output = output;
    m_note.clear();
    fillTries();
    showStream();
}

void OutputPane::showNote(const QString& note)
{
    m_note = note;
    showStream();
}

void OutputPane::clear()
{
    m_run.reset();
    m_output.reset();
    m_note.clear();
    m_anyShown = false;
    fillTries();
    m_steps->setFacts({}, tr("Select a run to see its steps and what it printed."));
    m_summary->clear();
    m_summary->hide();
    m_follow->hide();
    showStream();
}

QString OutputPane::shownText() const
{
    return m_text->toPlainText();
}

void OutputPane::fillTries()
{
    const QVector<RunAttempt> earlier = m_output ? m_output->earlier : QVector<RunAttempt>();
    const int kept = m_tries->currentData().toInt();
    const QSignalBlocker quiet(m_tries);
    m_tries->clear();
    if (!earlier.isEmpty()) {
        const int last = std::max(earlier.constLast().attempt + 1, m_run ? m_run->attempt : 1);
        m_tries->addItem(tr("Try %1, the last").arg(last));
    }
    for (auto attempt = earlier.crbegin(); attempt != earlier.crend(); ++attempt)
        m_tries->addItem(plainLine(tryText(*attempt)), attempt->attempt);
    m_tries->setCurrentIndex(earlier.isEmpty() ? -1 : std::max(0, kept == 0 ? 0 : m_tries->findData(kept)));
    m_tries->setVisible(!earlier.isEmpty());
}

const RunAttempt* OutputPane::chosenTry() const
{
    const int number = m_tries->currentData().toInt();
    if (!m_output || number == 0)
        return nullptr;
    const auto attempt =
        std::ranges::find_if(m_output->earlier, [=](const RunAttempt& one) { return one.attempt == number; });
    return attempt == m_output->earlier.cend() ? nullptr : &*attempt;
}

void OutputPane::showStream()
{
    const RunAttempt* attempt = chosenTry();
    const QByteArray bytes = attempt != nullptr ? (isErrors() ? attempt->stderrText : attempt->stdoutText)
                             : !m_output        ? QByteArray()
                             : isErrors()       ? m_output->stderrText
                                                : m_output->stdoutText;
    m_copy->setEnabled(!bytes.isEmpty());
    m_save->setEnabled(!bytes.isEmpty());
    QString placeholder;
    if (attempt != nullptr) {
        m_kept->setText(keptText(isErrors() ? attempt->stderrBytes : attempt->stdoutBytes, bytes.size()));
        placeholder =
            isErrors() ? tr("This try wrote nothing to its error stream.") : tr("This try printed nothing.");
    } else if (m_run) {
        m_kept->setText(isErrors() ? keptText(m_run->stderrBytes, m_run->stderrKept)
                                   : keptText(m_run->stdoutBytes, m_run->stdoutKept));
        placeholder = !m_note.isEmpty()  ? m_note
                      : !m_output        ? QString()
                      : isErrors()       ? tr("It wrote nothing to its error stream.")
                      : m_run->isOpen()  ? tr("It has printed nothing yet.")
                      : m_run->startedAt ? tr("It printed nothing.")
                                         : tr("It was not started, so there is no output.");
    } else {
        m_kept->clear();
    }
    m_text->setPlaceholderText(placeholder);
    if (!m_anyShown || bytes != m_shown) {
        QScrollBar* bar = m_text->verticalScrollBar();
        const int at = bar->value();
        m_shown = bytes;
        m_text->setPlainText(plainOutput(bytes));
        bar->setValue(m_anyShown ? at : 0);
        m_anyShown = true;
    }
    if (attempt == nullptr && m_run && m_run->isOpen() && m_follow->isChecked())
        m_text->verticalScrollBar()->setValue(m_text->verticalScrollBar()->maximum());
}

} // namespace reveille::ui
