#include "ui/machines/SetUpDialog.h"

#include "core/text/ProvisionText.h"
#include "ui/text/PlainOutput.h"
#include "ui/theme/Fonts.h"
#include "ui/widgets/DialogFrame.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/MessageBar.h"

#include <algorithm>
#include <array>

#include <QGridLayout>
#include <QHBoxLayout>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QVBoxLayout>

namespace reveille::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr std::array kStages{ProvisionStage::Creating, ProvisionStage::Starting, ProvisionStage::SettingUp,
                             ProvisionStage::Sleeping};
constexpr int kMostLines = 20'000;

/// How many bytes at the end begin a character that the next piece goes on with.
qsizetype unfinished(const QByteArray& bytes)
{
    for (qsizetype back = 1; back <= 3 && back <= bytes.size(); ++back) {
        const auto byte = static_cast<unsigned char>(bytes[bytes.size() - back]);
        if ((byte & 0xC0U) == 0x80U)
            continue;
        const qsizetype length = byte >= 0xF0U ? 4 : byte >= 0xE0U ? 3 : byte >= 0xC0U ? 2 : 1;
        return length > back ? back : 0;
    }
    return 0;
}

} // namespace

SetUpDialog::SetUpDialog(const QString& name, QWidget* parent)
    : QDialog(parent),
      m_output(new QPlainTextEdit(this)),
      m_note(new RoleLabel(Color::Warning, this)),
      m_message(new MessageBar(this)),
      m_cancel(new QPushButton(tr("&Cancel set-up"), this)),
      m_close(new QPushButton(tr("Go on in the &background"), this)),
      m_open(new QPushButton(tr("&Show machine"), this))
{
    const int step = unit(this);
    setObjectName(u"setUpDialog"_s);
    const QString title = name.isEmpty() ? tr("Making a machine ready") : tr("Making “%1” ready").arg(name);
    setWindowTitle(title);
    DialogFrame frame(this, title, tr("This window may be closed; it goes on by itself."));
    auto* steps = new QWidget(this);
    auto* grid = new QGridLayout(steps);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(step);
    grid->setVerticalSpacing(step / 2);
    grid->setColumnStretch(1, 1);
    for (const ProvisionStage stage : kStages) {
        const Step one{new IconLabel(u"state-unknown"_s, Color::Faint, steps),
                       new RoleLabel(Color::Faint, steps)};
        const int row = static_cast<int>(m_steps.size());
        one.text->setObjectName(u"setUpStep%1"_s.arg(row));
        one.text->setText(provisionStageText(stage));
        grid->addWidget(one.icon, row, 0);
        grid->addWidget(one.text, row, 1);
        m_steps.append(one);
    }
    frame.addWide(steps);
    m_output->setObjectName(u"setUpOutput"_s);
    m_output->setAccessibleName(tr("What the set-up command prints"));
    m_output->setReadOnly(true);
    m_output->setFont(monoFont());
    m_output->setMaximumBlockCount(kMostLines);
    m_output->setPlaceholderText(tr("What the command prints stands here as it comes."));
    m_output->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_output->setMinimumHeight(26 * step);
    frame.addWide(m_output);
    m_note->setObjectName(u"setUpNote"_s);
    m_note->setWordWrap(true);
    m_note->hide();
    frame.addWide(m_note);
    m_message->setObjectName(u"setUpMessage"_s);
    m_message->setClosable(false);
    m_message->hide();
    frame.addWide(m_message);
    m_cancel->setObjectName(u"cancelSetUp"_s);
    m_cancel->setAccessibleName(tr("Cancel set-up"));
    m_cancel->setToolTip(tr("A machine that has not run yet is removed; else the command is ended and the "
                            "machine put to sleep."));
    m_close->setObjectName(u"closeSetUp"_s);
    m_close->setAccessibleName(tr("Go on in the background"));
    m_open->setObjectName(u"showSetUpMachine"_s);
    m_open->setAccessibleName(tr("Show machine"));
    m_open->hide();
    m_cancel->setAutoDefault(false);
    m_close->setDefault(true);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_cancel);
    buttons->addStretch(1);
    buttons->addWidget(m_open);
    buttons->addWidget(m_close);
    auto* column = qobject_cast<QVBoxLayout*>(layout());
    column->addSpacing(step);
    column->addLayout(buttons);
    connect(m_cancel, &QPushButton::clicked, this, [this] {
        m_cancel->setEnabled(false);
        Q_EMIT cancelRequested();
    });
    connect(m_close, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_open, &QPushButton::clicked, this, [this] {
        accept();
        Q_EMIT machineRequested(m_machine);
    });
    setMinimumWidth(80 * step);
}

void SetUpDialog::show(const ProvisionNews& news)
{
    if (news.machine)
        m_machine = news.machine->key;
    append(news.stdoutText);
    append(news.stderrText);
    showSteps(news);
    m_cancel->setEnabled(!news.cancelled && !news.isOver());
    const QString note = provisionSleepNote(news);
    m_note->setText(note);
    m_note->setVisible(!note.isEmpty());
    if (news.isOver())
        end(news);
}

void SetUpDialog::showSteps(const ProvisionNews& news)
{
    if (!news.isOver() && news.stage != ProvisionStage::Removing)
        m_last = news.stage;
    if (news.isOver() && news.asleep)
        m_last = ProvisionStage::Sleeping;
    for (qsizetype i = 0; i < m_steps.size(); ++i) {
        const ProvisionStage stage = kStages[static_cast<std::size_t>(i)];
        const bool commandFailed = stage == ProvisionStage::SettingUp && news.setup != Outcome::None &&
                                   news.setup != Outcome::Succeeded;
        const bool isPast = stage < m_last || (news.isOver() && stage == m_last);
        const bool isFailed = commandFailed || (stage == m_last && !news.machine && news.isOver()) ||
                              (stage == ProvisionStage::Sleeping && news.isOver() && news.sleepError);
        const auto [icon, color] = isFailed ? std::pair(u"cross"_s, Color::Failed)
                                   : isPast ? std::pair(u"check"_s, Color::Ok)
                                   : stage == m_last && !news.isOver()
                                       ? std::pair(u"state-changing"_s, Color::Running)
                                       : std::pair(u"state-unknown"_s, Color::Faint);
        m_steps[i].icon->setIcon(icon, color);
        m_steps[i].text->setRole(stage <= m_last ? Color::Text : Color::Faint);
        const QString state = isFailed ? tr("failed") : isPast ? tr("done") : QString();
        m_steps[i].text->setAccessibleName(state.isEmpty() ? m_steps[i].text->text()
                                                           : m_steps[i].text->text() + u": "_s + state);
    }
}

void SetUpDialog::append(const QByteArray& bytes)
{
    QByteArray text = m_rest + bytes;
    m_rest = text.last(unfinished(text));
    text.chop(m_rest.size());
    if (text.isEmpty())
        return;
    QScrollBar* bar = m_output->verticalScrollBar();
    const bool atEnd = bar->value() == bar->maximum();
    QTextCursor end(m_output->document());
    end.movePosition(QTextCursor::End);
    end.insertText(plainOutput(text));
    if (atEnd)
        bar->setValue(bar->maximum());
}

void SetUpDialog::end(const ProvisionNews& news)
{
    m_isOver = true;
    m_cancel->hide();
    m_close->setText(tr("Close"));
    m_close->setAccessibleName(tr("Close"));
    m_open->setVisible(news.machine.has_value());
    (news.machine ? m_open : m_close)->setDefault(true);
    const QString summary = provisionSummary(news);
    if (news.isReady() && !news.sleepError) {
        m_note->setRole(Color::Ok);
        m_note->setText(summary);
        m_note->show();
        m_message->hide();
    } else {
        m_note->hide();
        m_message->showText(summary, {});
        m_message->show();
    }
}

} // namespace reveille::ui
