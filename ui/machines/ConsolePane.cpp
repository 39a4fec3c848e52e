#include "ui/machines/ConsolePane.h"

#include "ui/text/PlainOutput.h"
#include "ui/theme/Fonts.h"
#include "ui/theme/Icons.h"
#include "ui/theme/Style.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/MessageBar.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLocale>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QToolButton>
#include <QVBoxLayout>

namespace reveille::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kTail = 64 * 1024;
constexpr qint64 kPiece = 256 * 1024;
constexpr int kMostLines = 20'000;
constexpr std::chrono::seconds kInterval{2};

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

ConsolePane::ConsolePane(QWidget* parent)
    : QWidget(parent),
      m_text(new QPlainTextEdit(this)),
      m_follow(new QCheckBox(tr("&Follow"), this)),
      m_again(new QToolButton(this)),
      m_kept(new RoleLabel(Color::Dim, this)),
      m_message(new MessageBar(this))
{
    const int step = unit(this);
    m_text->setObjectName(u"consoleText"_s);
    m_text->setAccessibleName(tr("The machine's console"));
    m_text->setReadOnly(true);
    m_text->setFont(monoFont());
    m_text->setMaximumBlockCount(kMostLines);
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->document()->setDocumentMargin(2 * step);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_follow->setObjectName(u"consoleFollow"_s);
    m_follow->setAccessibleName(tr("Follow the console"));
    m_follow->setChecked(true);
    m_kept->setObjectName(u"consoleKept"_s);
    m_message->setObjectName(u"consoleMessage"_s);
    auto* again = m_again;
    again->setObjectName(u"consoleAgain"_s);
    again->setText(tr("Read on"));
    again->setAccessibleName(tr("Read on"));
    again->setIcon(icon(u"refresh"_s, Color::Dim));
    again->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    again->setFocusPolicy(Qt::StrongFocus);
    setLook(again, Look::Plain);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(2 * step, step, 2 * step, step / 2);
    row->setSpacing(step);
    row->addWidget(makeHeading(tr("Console"), this));
    row->addWidget(m_kept, 1);
    row->addWidget(m_follow);
    row->addWidget(again);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(row);
    column->addWidget(m_message);
    column->addWidget(m_text, 1);
    m_message->hide();
    m_timer.setInterval(kInterval);
    connect(&m_timer, &QTimer::timeout, this, &ConsolePane::ask);
    connect(again, &QToolButton::clicked, this, &ConsolePane::ask);
    connect(m_follow, &QCheckBox::toggled, this, &ConsolePane::updateTimer);
}

void ConsolePane::clear(const QString& whatToSay)
{
    m_on = false;
    m_asked = false;
    m_next = -1;
    m_skipped = 0;
    m_rest.clear();
    m_text->clear();
    m_kept->clear();
    m_message->hide();
    m_text->setPlaceholderText(whatToSay);
    m_follow->hide();
    m_again->hide();
    updateTimer();
}

void ConsolePane::start()
{
    m_on = true;
    m_follow->show();
    m_again->show();
    updateTimer();
    if (isVisible())
        ask();
}

void ConsolePane::ask()
{
    if (!m_on || m_asked)
        return;
    m_asked = true;
    if (m_next < 0)
        Q_EMIT wanted(-kTail, kTail);
    else
        Q_EMIT wanted(m_next, kPiece);
}

void ConsolePane::append(const LogChunk& chunk)
{
    m_asked = false;
    m_message->hide();
    if (m_next < 0)
        m_skipped = chunk.start - chunk.availableStart;
    m_next = chunk.end;
    m_text->setPlaceholderText(tr("It has written nothing yet."));
    QByteArray bytes = m_rest + chunk.output;
    m_rest = bytes.last(unfinished(bytes));
    bytes.chop(m_rest.size());
    if (!bytes.isEmpty()) {
        QScrollBar* bar = m_text->verticalScrollBar();
        const bool atEnd = m_follow->isChecked() || bar->value() == bar->maximum();
        const int before = bar->value();
        QTextCursor end(m_text->document());
        end.movePosition(QTextCursor::End);
        end.insertText(plainOutput(bytes));
        bar->setValue(atEnd ? bar->maximum() : before);
    }
    m_kept->setText(m_skipped > 0
                        ? tr("from byte %1 on").arg(QLocale().toString(chunk.availableStart + m_skipped))
                        : QString());
    // A long console comes piece by piece without waiting for the next turn.
    if (chunk.end < chunk.availableEnd && !chunk.output.isEmpty())
        ask();
}

void ConsolePane::showError(const Error& error)
{
    m_asked = false;
    m_message->setClosable(true);
    m_message->showError(error);
}

void ConsolePane::updateTimer()
{
    if (m_on && isVisible() && m_follow->isChecked())
        m_timer.start();
    else
        m_timer.stop();
}

void ConsolePane::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    updateTimer();
    ask();
}

void ConsolePane::hideEvent(QHideEvent* event)
{
    QWidget::hideEvent(event);
    updateTimer();
}

} // namespace reveille::ui
