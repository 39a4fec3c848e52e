#pragma once

#include "ui/builder/BuilderModel.h"
#include "ui/builder/PasteOffer.h"

#include <optional>

#include <QVector>
#include <QWidget>

class QLabel;
class QPushButton;
class QToolButton;

namespace reveille::ui {

class EventEdit;
class OfferBox;

/// One line of the builder: the text, what is wrong with it and the button that puts it right, or what a
/// pasted text would become.
class LineRow final : public QWidget
{
    Q_OBJECT

public:
    explicit LineRow(QWidget* parent = nullptr);

    /// Numbers the line, from 1, for object and accessible names.
    void setNumber(int number);
    void setRemovable(bool removable);
    void show(const BuilderModel::Line& line);
    [[nodiscard]] EventEdit* edit() const { return m_edit; }
    /// What the Tab key visits, in order.
    [[nodiscard]] QVector<QWidget*> stops() const;

Q_SIGNALS:
    void typed(const QString& text);
    void caretMoved();
    void removeRequested();
    void replaceRequested(const QStringList& texts, const QString& zone);

private:
    void showCaret();

    EventEdit* m_edit;
    QToolButton* m_remove;
    QWidget* m_problem;
    QLabel* m_message;
    QPushButton* m_fix;
    OfferBox* m_offer;
    QString m_fixText;
    BuilderModel::Line m_line;
};

/// What a text in another way of writing would become, what is lost, and the button that takes it.
class OfferBox final : public QWidget
{
    Q_OBJECT

public:
    explicit OfferBox(QWidget* parent = nullptr);
    void setOffer(const std::optional<PasteOffer>& offer);
    [[nodiscard]] QWidget* stop() const;

Q_SIGNALS:
    void taken(const QStringList& texts, const QString& zone);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    std::optional<PasteOffer> m_shown;
    QLabel* m_heading;
    QLabel* m_lines;
    QLabel* m_losses;
    QPushButton* m_take;
};

} // namespace reveille::ui
