#pragma once

#include "ui/builder/PreviewFacts.h"

#include <QListView>

namespace reveille::ui {

class RunListModel;

/// Instants one under the other: when on the left, how far from the one before on the right. Equal lists
/// change nothing, so that scrolling survives.
class RunList final : public QListView
{
    Q_OBJECT

public:
    explicit RunList(QWidget* parent = nullptr);

    void setLines(const QVector<RunLine>& lines);
    [[nodiscard]] const QVector<RunLine>& lines() const;
    /// Makes the first line that is not past the uppermost one.
    void showPresent();
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

private:
    RunListModel* m_model;
};

} // namespace reveille::ui
