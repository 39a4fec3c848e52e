#include "ui/builder/EventEdit.h"

#include "ui/builder/ValueChoices.h"
#include "ui/theme/Fonts.h"

#include <algorithm>
#include <memory>

#include <QAbstractItemView>
#include <QAction>
#include <QCompleter>
#include <QContextMenuEvent>
#include <QCoreApplication>
#include <QInputMethodEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QStringListModel>
#include <QTextCharFormat>

namespace reveille::ui {

using namespace Qt::StringLiterals;

EventEdit::EventEdit(QWidget* parent)
    : QLineEdit(parent), m_completer(new QCompleter(this)), m_words(new QStringListModel(this))
{
    setFixedHeight(4 * unit(this));
    QFont face = monoFont();
    face.setPointSizeF(face.pointSizeF() * 1.08);
    setFont(face);
    setMaxLength(1024);
    setToolTip(tr("Down lists what may stand where the cursor is"));
    m_completer->setModel(m_words);
    m_completer->setWidget(this);
    m_completer->setCompletionMode(QCompleter::UnfilteredPopupCompletion);
    m_completer->popup()->setObjectName(u"whenCompletions"_s);
    connect(this, &QLineEdit::textChanged, this, [this](const QString& text) {
        if (!m_quiet)
            Q_EMIT typed(text);
    });
    connect(this, &QLineEdit::cursorPositionChanged, this, [this] {
        if (!m_quiet)
            Q_EMIT caretMoved();
    });
    connect(m_completer, qOverload<const QString&>(&QCompleter::activated), this,
            [this](const QString& word) {
                setSelection(m_wordBegin, m_wordLength);
                insert(word);
            });
}

void EventEdit::setQuietly(const QString& text)
{
    if (text == this->text())
        return;
    const int caret = cursorPosition();
    m_quiet = true;
    setText(text);
    setCursorPosition(std::min(caret, static_cast<int>(text.size())));
    m_quiet = false;
}

void EventEdit::complete()
{
    const Completion found = choicesAt(text(), cursorPosition());
    if (found.words.isEmpty()) {
        m_completer->popup()->hide();
        return;
    }
    m_wordBegin = found.begin;
    m_wordLength = found.length;
    m_words->setStringList(found.words);
    QRect place = cursorRect();
    place.setWidth(28 * unit(this));
    m_completer->complete(place);
}

void EventEdit::showSpans(const QVector<ColorSpan>& spans, bool error, int caretBegin, int caretLength)
{
    if (m_spans == spans && m_error == error && m_caretBegin == caretBegin && m_caretLength == caretLength &&
        !error)
        return;
    m_spans = spans;
    m_error = error;
    m_caretBegin = caretBegin;
    m_caretLength = caretLength;
    draw();
}

void EventEdit::draw()
{
    const Colors& colors = colorsOf(palette());
    QList<QInputMethodEvent::Attribute> attributes;
    const int size = static_cast<int>(text().size());
    for (const ColorSpan& span : m_spans) {
        if (size == 0)
            break;
        const int begin = std::min(span.begin, size - 1);
        const int length = std::clamp(span.length, 1, size - begin);
        QTextCharFormat format;
        format.setForeground(colors[span.color]);
        if (m_error) {
            format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
            format.setUnderlineColor(colors[Color::Failed]);
        } else if (hasFocus() && begin == m_caretBegin && length == m_caretLength) {
            format.setBackground(colors[Color::Selection]);
        }
        attributes.append({QInputMethodEvent::TextFormat, begin - cursorPosition(), length, format});
    }
    // A line edit shows formats only as an input method sends them; an event without text changes nothing
    // else.
    QInputMethodEvent event(QString(), attributes);
    m_quiet = true;
    QCoreApplication::sendEvent(this, &event);
    m_quiet = false;
}

bool EventEdit::event(QEvent* event)
{
    // The window's own undo must not take the keys away while a line is edited.
    if (event->type() == QEvent::ShortcutOverride) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->matches(QKeySequence::Undo) || key->matches(QKeySequence::Redo)) {
            event->accept();
            return true;
        }
    }
    return QLineEdit::event(event);
}

void EventEdit::keyPressEvent(QKeyEvent* event)
{
    if (event->matches(QKeySequence::Undo)) {
        Q_EMIT undoRequested();
        event->accept();
        return;
    }
    if (event->matches(QKeySequence::Redo)) {
        Q_EMIT redoRequested();
        event->accept();
        return;
    }
    // A list that opened by itself would take the keyboard away while one types.
    if (event->key() == Qt::Key_Down ||
        (event->key() == Qt::Key_Space && event->modifiers() == Qt::ControlModifier)) {
        complete();
        return;
    }
    // With its list open, Enter takes the word rather than saving the dialog.
    if (m_completer->popup()->isVisible() &&
        (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)) {
        event->ignore();
        return;
    }
    QLineEdit::keyPressEvent(event);
}

void EventEdit::focusInEvent(QFocusEvent* event)
{
    QLineEdit::focusInEvent(event);
    Q_EMIT focused();
    draw();
}

void EventEdit::focusOutEvent(QFocusEvent* event)
{
    QLineEdit::focusOutEvent(event);
    draw();
}

/// Qt's own undo knows nothing of the other lines.
void EventEdit::contextMenuEvent(QContextMenuEvent* event)
{
    const std::unique_ptr<QMenu> menu(createStandardContextMenu());
    for (QAction* action : menu->actions()) {
        const QString name = action->objectName();
        if (name == u"edit-undo" || name == u"edit-redo")
            menu->removeAction(action);
    }
    menu->exec(event->globalPos());
}

void EventEdit::changeEvent(QEvent* event)
{
    QLineEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        draw();
}

} // namespace reveille::ui
