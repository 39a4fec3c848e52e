#pragma once

#include "ui/state/EngineState.h"
#include "ui/window/ScheduleEdits.h"

#include <QDialog>

namespace reveille::ui {

/// What became of each schedule of a step of which some were refused.
class EditResultsDialog final : public QDialog
{
    Q_OBJECT

public:
    EditResultsDialog(const QString& step, const QVector<ScheduleEditResult>& results,
                      const EngineState& state, QWidget* parent = nullptr);
};

} // namespace reveille::ui
