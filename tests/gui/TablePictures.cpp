#include "tests/gui/TablePictures.h"

#include "tests/gui/ProviderWorld.h"
#include "tests/support/FakeEngineClient.h"
#include "tests/support/InventedData.h"
#include "ui/models/ScheduleTableModel.h"
#include "ui/schedules/DriftDialog.h"
#include "ui/schedules/ManyDialog.h"
#include "ui/window/EditResultsDialog.h"
#include "ui/window/MainWindow.h"

#include <QAction>
#include <QCheckBox>
#include <QLineEdit>
#include <QMenu>
#include <QTableView>
#include <QTreeView>

namespace reveille::test {

using namespace Qt::StringLiterals;
using namespace reveille::ui;

namespace {

QModelIndex find(const QAbstractItemView* view, int column, const QString& text)
{
    return view->model()
        ->match(view->model()->index(0, column), Qt::DisplayRole, text, 1,
                Qt::MatchExactly | Qt::MatchRecursive)
        .value(0);
}

} // namespace

void takeTables(const Camera& camera, Theme& theme, const Clock& clock)
{
    FakeEngineClient client;
    client.initial = providerWorld();
    client.output = inventedOutput();
    client.console = "Booting from snapshot (11 ms)\nnginx: the configuration file syntax is ok\n"
                     "GET / 200 12 ms\nGET /health 200 1 ms\n";
    client.metrics.residentBytes = 48'234'496;
    client.metrics.cpuTime = std::chrono::seconds(93);
    client.metrics.bootTime = std::chrono::milliseconds(11);
    client.metrics.requests = 18'204;
    MainWindow window(client, clock, theme);
    window.resize(1280, 800);
    window.show();
    Camera::settle();
    auto* table = window.findChild<QTableView*>(u"scheduleTable"_s);
    table->setCurrentIndex(find(table, static_cast<int>(ScheduleTableModel::Column::Name), u"morning"_s));
    window.restoreView(R"({"group":"machine","columns":["enabled","name","when","action","next","last"]})");
    camera.take(&window, u"schedules-grouped"_s);
    window.restoreView(
        R"({"group":"none","columns":["enabled","name","machine","when","fired-by","zone","next","last"]})");
    camera.take(&window, u"schedules-columns"_s);
    window.findChild<QLineEdit*>(u"searchField"_s)->setText(u"b"_s);
    camera.take(&window, u"search"_s);
    window.findChild<QLineEdit*>(u"searchField"_s)->clear();
    auto* tree = window.findChild<QTreeView*>(u"machineTree"_s);
    tree->setCurrentIndex(find(tree, 0, u"web-1"_s));
    window.actions().action(ActionId::ShowMachine)->trigger();
    camera.take(&window, u"machine-page"_s);

    const TimeView view{clock.now(), calendar::TimeZone::utc()};
    const QVector<Schedule>& all = client.initial.schedules;
    DriftDialog drift(all[all.size() - 2], view);
    drift.show();
    camera.take(&drift, u"drift"_s);
    DriftDialog gone(all.last(), view);
    gone.show();
    camera.take(&gone, u"drift-removed"_s);
    QVector<MachineChoice> machines;
    for (const Machine& machine : client.initial.machines)
        machines.append({machine.key, machine.displayName()});
    ManyDialog many(all.first(4), machines, view);
    many.show();
    many.findChild<QCheckBox*>(u"manyTimeoutTick"_s)->setChecked(true);
    camera.take(&many, u"schedules-many"_s);
    Error refusal;
    refusal.code = ErrorCode::Unavailable;
    refusal.subject = u"api.fra.example.org"_s;
    EditResultsDialog results(u"turn off 2 schedules"_s,
                              {{{all[0], all[0]}, std::nullopt}, {{all[6], all[6]}, refusal}},
                              window.state());
    results.show();
    camera.take(&results, u"schedules-results"_s);
}

} // namespace reveille::test
