#pragma once

#include "ui/models/SearchHits.h"

#include <QFrame>

class QLineEdit;
class QListView;

namespace reveille::ui {

/// What a search found, by kind, under the search field. The field keeps the focus: its arrow keys walk
/// through the list and Return goes to what is chosen.
class SearchPopup final : public QFrame
{
    Q_OBJECT

public:
    /// Lies over `window`, below `field`.
    SearchPopup(QLineEdit* field, QWidget* window);

    void setHits(const QVector<SearchHit>& hits);
    [[nodiscard]] QListView* view() const { return m_view; }

Q_SIGNALS:
    void chosen(const reveille::ui::SearchHit& hit);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void place();
    void step(int by);
    void choose(const QModelIndex& index);

    QLineEdit* m_field;
    QListView* m_view;
    SearchModel m_model;
};

} // namespace reveille::ui
