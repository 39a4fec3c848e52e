#pragma once

#include "ui/builder/CaretText.h"

#include <QLineEdit>

class QCompleter;
class QStringListModel;

namespace reveille::ui {

/// A line edit for one calendar event: the parts in their colours, the one under the caret on a ground of its
/// own, an error underlined, words completed. The bytes are never touched. Undo and redo are asked for,
/// because a step may concern several lines.
class EventEdit final : public QLineEdit
{
    Q_OBJECT

public:
    explicit EventEdit(QWidget* parent = nullptr);

    /// Takes a text without telling of it; the caret stays where it can.
    void setQuietly(const QString& text);
    void showSpans(const QVector<ColorSpan>& spans, bool error, int caretBegin, int caretLength);
    [[nodiscard]] const QVector<ColorSpan>& spans() const { return m_spans; }
    [[nodiscard]] bool showsError() const { return m_error; }

Q_SIGNALS:
    void undoRequested();
    void redoRequested();
    void typed(const QString& text);
    void caretMoved();
    void focused();

protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void draw();
    void complete();

    QCompleter* m_completer;
    QStringListModel* m_words;
    QVector<ColorSpan> m_spans;
    int m_caretBegin = 0;
    int m_caretLength = 0;
    int m_wordBegin = 0;
    int m_wordLength = 0;
    bool m_error = false;
    bool m_quiet = false;
};

} // namespace reveille::ui
