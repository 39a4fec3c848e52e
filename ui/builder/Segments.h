#pragma once

#include <QPushButton>
#include <QStringList>
#include <QVector>
#include <QWidget>

namespace reveille::ui {

/// A row of joined buttons of which exactly one is down: one stop for the Tab key, arrows choose.
class Segments final : public QWidget
{
    Q_OBJECT

public:
    /// Object names are `prefix` and the index.
    Segments(const QString& prefix, const QStringList& texts, QWidget* parent);

    [[nodiscard]] int index() const { return m_index; }
    void setIndex(int index);
    void setText(int index, const QString& text);
    /// One that is not offered is not there; the first always is, and is chosen in the place of a lost one.
    void setOffered(int index, bool offered);
    /// Smaller and without a frame, for headings.
    void setQuiet(bool quiet);
    [[nodiscard]] QWidget* stop() const { return m_buttons[m_index]; }

Q_SIGNALS:
    void chosen(int index);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void choose(int index);
    QVector<QPushButton*> m_buttons;
    int m_index = 0;
    bool m_quiet = false;
};

} // namespace reveille::ui
