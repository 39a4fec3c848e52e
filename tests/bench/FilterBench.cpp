#include "tests/bench/KeyTimes.h"
#include "tests/bench/Stopwatch.h"
#include "ui/actions/ActionRegistry.h"
#include "ui/models/ScheduleTableModel.h"
#include "ui/models/SearchHits.h"
#include "ui/schedules/SchedulesPage.h"
#include "ui/state/EngineState.h"
#include "ui/theme/Theme.h"

#include <array>
#include <cstdio>

#include <QApplication>
#include <QHeaderView>
#include <QRegularExpression>
#include <QSortFilterProxyModel>
#include <QTableView>

using namespace reveille;
using namespace reveille::ui;
using namespace Qt::StringLiterals;

namespace {

constexpr int kSchedules = 100'000;
constexpr int kRounds = 5;
constexpr calendar::Instant kNow{std::chrono::microseconds(1'767'225'600'000'000)}; // 2026-01-01

/// A hundred thousand schedules on two thousand machines, of names, times and commands as people write them.
Changes world()
{
    constexpr std::array kWhat = {"backup", "report", "sync",  "vacuum", "nightly", "metrics", "invoice",
                                  "digest", "prune",  "train", "export", "mirror",  "reindex"};
    constexpr std::array kWhere = {"orders", "users", "billing", "media", "search", "ledger", "mail"};
    constexpr std::array kWhen = {"daily",       "Mon..Fri 09:00", "*:0/15",
                                  "*-*~1 18:00", "Sun 03:30",      "*-*-* 02..04:17",
                                  "hourly",      "Sat,Sun 11:20",  "*-01,07-01 06:00"};
    Changes changes;
    const AccountId account{u"account"_s};
    for (int i = 0; i < kSchedules; ++i) {
        const auto pick = [i](const auto& list, int stride) {
            return QString::fromLatin1(list[static_cast<std::size_t>(i / stride) % list.size()]);
        };
        Schedule schedule;
        schedule.id = ScheduleId{u"schedule-%1"_s.arg(i)};
        schedule.name = u"%1-%2-%3"_s.arg(pick(kWhat, 1), pick(kWhere, 5)).arg(i);
        schedule.machine = {account, MachineId{u"dm-%1"_s.arg(i * 7 % 2000)}};
        schedule.when = QStringList{pick(kWhen, 3)};
        schedule.zone = i % 3 == 0 ? u"Europe/Berlin"_s : u"UTC"_s;
        schedule.argv = {u"/usr/bin/"_s + pick(kWhat, 1), u"--all"_s, pick(kWhere, 5)};
        changes.schedules.append(schedule);
    }
    return changes;
}

/// What is typed, and then taken back letter by letter.
QStringList searches()
{
    QStringList texts;
    for (const QString& word : {u"nightly-4217"_s, u"ledger"_s, u"dm-1999"_s, u"zzz"_s}) {
        for (qsizetype n = 1; n <= word.size(); ++n)
            texts += word.left(n);
        for (qsizetype n = word.size() - 1; n >= 0; --n)
            texts += word.left(n);
    }
    return texts;
}

template <typename Search> KeyTimes typed(int rounds, const Search& search)
{
    KeyTimes times;
    for (int round = 0; round < rounds; ++round) {
        times.beginRound();
        for (const QString& text : searches()) {
            times.measure(text, [&] {
                search(text);
                QCoreApplication::sendPostedEvents();
                QCoreApplication::processEvents();
            });
        }
    }
    return times;
}

/// What a minute that passes costs: every row tells its times anew, from one reading to the other and back.
KeyTimes minutes(ScheduleTableModel& model, const QVector<ScheduleRow>& one,
                 const QVector<ScheduleRow>& other)
{
    KeyTimes times;
    for (int minute = 0; minute < 4; ++minute) {
        times.measure(u"minute %1"_s.arg(minute), [&] {
            model.setRows(minute % 2 == 0 ? other : one);
            QCoreApplication::sendPostedEvents();
            QCoreApplication::processEvents();
        });
    }
    return times;
}

/// Qt's own filter in Qt's own table, with a regular expression over all columns.
template <typename Work> void inPlainTable(ScheduleTableModel& model, const Work& work)
{
    QSortFilterProxyModel proxy;
    proxy.setFilterKeyColumn(-1);
    proxy.setSortRole(ScheduleTableModel::SortRole);
    proxy.setSourceModel(&model);
    QTableView view;
    view.setModel(&proxy);
    view.setSortingEnabled(true);
    view.sortByColumn(static_cast<int>(ScheduleTableModel::Column::Next), Qt::AscendingOrder);
    view.verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    view.resize(1000, 700);
    view.show();
    QCoreApplication::processEvents();
    work([&](const QString& text) {
        proxy.setFilterRegularExpression(
            QRegularExpression(QRegularExpression::escape(text), QRegularExpression::CaseInsensitiveOption));
    });
}

} // namespace

int main(int argc, char** argv)
{
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    EngineState state;
    state.apply(world());
    ScheduleRows rows;
    ScheduleTableModel model;
    const TimeView time{kNow, calendar::TimeZone::utc()};
    const auto one = rows.make(state, time);
    const auto other = rows.make(state, {kNow + std::chrono::minutes(1), time.local});
    model.setRows(one);
    KeyTimes oursPerMinute;
    std::printf("%d schedules, until the table is painted. A key of a search typed and taken back:\n",
                model.rowCount());
    {
        ActionRegistry actions;
        SchedulesPage page(model, state, actions);
        page.resize(1000, 700);
        page.show();
        page.refresh(time);
        QCoreApplication::processEvents();
        typed(kRounds, [&](const QString& text) { page.setSearch(text); }).print("ours");
        typed(kRounds, [&](const QString& text) {
            keep(searchHits(text, model.rows(), page.searchTexts(), {}, {}));
        }).print("the list of hits under the search field");
        typed(kRounds, [&](const QString& text) {
            page.setSearch(text);
            keep(searchHits(text, model.rows(), page.searchTexts(), {}, {}));
        }).print("both, as the window does at each key");
        page.view()->selectRow(0);
        oursPerMinute = minutes(model, one, other);
    }
    KeyTimes theirsPerMinute;
    inPlainTable(model, [&](const auto& search) {
        typed(1, search).print("QSortFilterProxyModel with a regular expression");
        theirsPerMinute = minutes(model, one, other);
    });
    std::printf("All times told anew when a minute has passed:\n");
    oursPerMinute.print("ours");
    theirsPerMinute.print("QSortFilterProxyModel");
    return 0;
}
