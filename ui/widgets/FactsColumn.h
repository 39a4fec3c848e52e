#pragma once

#include "ui/theme/Colors.h"

#include <QString>
#include <QVector>
#include <QWidget>

class QLabel;
class QVBoxLayout;

namespace reveille::ui {

class IconLabel;
class RoleLabel;

/// One line: what on the left, what about it on the right, and perhaps a shape before it.
struct Fact
{
    QString icon;
    Color color = Color::Text;
    QString left;
    QString right;
    QString toolTip;

    friend bool operator==(const Fact&, const Fact&) = default;
};

/// A heading with facts under it. setFacts() changes the labels that are there, so nothing flickers.
class FactsColumn final : public QWidget
{
    Q_OBJECT

public:
    explicit FactsColumn(const QString& heading, QWidget* parent = nullptr);

    void setHeading(const QString& heading);
    /// Without a margin of its own at the sides, for a place that has one.
    void setFlush();
    void setFacts(const QVector<Fact>& facts, const QString& whenEmpty = {});
    [[nodiscard]] const QVector<Fact>& facts() const { return m_facts; }

private:
    struct Line
    {
        IconLabel* icon;
        RoleLabel* left;
        RoleLabel* right;
    };
    void grow(qsizetype count);

    QLabel* m_heading;
    QLabel* m_empty;
    QVBoxLayout* m_rows;
    QVector<Fact> m_facts;
    QVector<Line> m_lines;
};

} // namespace reveille::ui
