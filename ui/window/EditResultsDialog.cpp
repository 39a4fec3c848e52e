#include "ui/window/EditResultsDialog.h"

#include "core/text/ErrorText.h"
#include "ui/theme/Fonts.h"
#include "ui/theme/Icons.h"
#include "ui/widgets/DialogFrame.h"

#include <QHeaderView>
#include <QTableWidget>

namespace reveille::ui {

using namespace Qt::StringLiterals;

EditResultsDialog::EditResultsDialog(const QString& step, const QVector<ScheduleEditResult>& results,
                                     const EngineState& state, QWidget* parent)
    : QDialog(parent)
{
    setObjectName(u"editResultsDialog"_s);
    setWindowTitle(tr("What became of each"));
    DialogFrame frame(this, tr("What became of each"), tr("Undo takes back what was done: %1.").arg(step));
    auto* table = new QTableWidget(static_cast<int>(results.size()), 3, this);
    table->setObjectName(u"editResults"_s);
    table->setAccessibleName(tr("What became of each schedule"));
    table->setHorizontalHeaderLabels({tr("Schedule"), tr("Machine"), tr("Result")});
    table->verticalHeader()->hide();
    table->setShowGrid(false);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setTabKeyNavigation(false);
    table->setWordWrap(true);
    for (int row = 0; row < table->rowCount(); ++row) {
        const ScheduleEditResult& result = results[row];
        const Schedule& subject = result.edit.subject();
        auto* name = new QTableWidgetItem(subject.name);
        name->setIcon(result.error ? icon(u"cross"_s, Color::Failed) : icon(u"check"_s, Color::Ok));
        table->setItem(row, 0, name);
        table->setItem(row, 1, new QTableWidgetItem(state.machineName(subject.machine)));
        auto* told = new QTableWidgetItem(tr("Done"));
        if (result.error) {
            const ErrorText text = describe(*result.error);
            told->setText(text.what);
            told->setToolTip(text.advice);
        }
        table->setItem(row, 2, told);
    }
    const int step8 = unit(this);
    table->horizontalHeader()->setStretchLastSection(true);
    table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    table->setColumnWidth(0, 22 * step8);
    table->setColumnWidth(1, 18 * step8);
    table->setMinimumSize(80 * step8, 30 * step8);
    frame.addWide(table);
    frame.addClose();
}

} // namespace reveille::ui
