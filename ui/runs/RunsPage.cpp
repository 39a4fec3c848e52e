#include "ui/runs/RunsPage.h"

#include "core/engine/EngineClient.h"
#include "core/text/ErrorText.h"
#include "ui/actions/ActionRegistry.h"
#include "ui/runs/KeepOutputDialog.h"
#include "ui/runs/OutputPane.h"
#include "ui/runs/ParallelRunsDialog.h"
#include "ui/runs/RunDelegate.h"
#include "ui/theme/Fonts.h"
#include "ui/theme/Icons.h"
#include "ui/theme/Style.h"
#include "ui/widgets/ColumnFit.h"
#include "ui/widgets/EmptyState.h"

#include <chrono>

#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPointer>
#include <QSaveFile>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

namespace reveille::ui {

using namespace Qt::StringLiterals;

namespace {

using Column = RunTableModel::Column;
constexpr int kHistory = 500;
/// How often the output of a run that goes on is read again while it is looked at.
constexpr std::chrono::seconds kLive{2};

bool sameOutput(const Run& a, const Run& b)
{
    return a.id == b.id && a.state == b.state && a.stdoutBytes == b.stdoutBytes &&
           a.stderrBytes == b.stderrBytes && a.stdoutKept == b.stdoutKept && a.stderrKept == b.stderrKept;
}

} // namespace

RunsPage::RunsPage(RunTableModel& model, EngineState& state, EngineClient& client,
                   const ActionRegistry& actions, QWidget* parent)
    : QWidget(parent),
      m_model(model),
      m_state(state),
      m_client(client),
      m_actions(actions),
      m_filter(new RunFilter(this)),
      m_view(new QTableView(this)),
      m_search(new QLineEdit(this)),
      m_found(new QLabel(this)),
      m_stack(new QStackedWidget(this)),
      m_empty(new EmptyState(this)),
      m_output(new OutputPane(this))
{
    m_live.setSingleShot(true);
    m_live.setInterval(kLive);
    connect(&m_live, &QTimer::timeout, this, &RunsPage::followOutput);
    setObjectName(u"runsPage"_s);
    m_filter->setSourceModel(&m_model);
    m_filter->sort(static_cast<int>(Column::ScheduledFor), Qt::DescendingOrder);
    buildView(actions);
    m_stack->addWidget(m_view);
    m_stack->addWidget(m_empty);
    auto* splitter = new QSplitter(Qt::Vertical, this);
    splitter->setObjectName(u"runsSplitter"_s);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(m_stack);
    splitter->addWidget(m_output);
    splitter->setStretchFactor(0, 1);
    splitter->setStretchFactor(1, 1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(buildOutputSearch());
    column->addWidget(splitter, 1);

    for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(m_filter, signal, this, &RunsPage::updateEmpty);
    connect(m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
        updateRun();
        Q_EMIT selectionChanged();
    });
    connect(m_filter, &QAbstractItemModel::dataChanged, this, &RunsPage::updateRun);
    connect(m_output, &OutputPane::saveRequested, this, &RunsPage::save);
    updateEmpty();
}

void RunsPage::buildView(const ActionRegistry& actions)
{
    const int step = unit(this);
    m_view->setObjectName(u"runTable"_s);
    m_view->setAccessibleName(tr("Runs"));
    m_view->setModel(m_filter);
    m_view->setItemDelegate(new RunDelegate(m_view));
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setShowGrid(false);
    m_view->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_view->setSelectionMode(QAbstractItemView::SingleSelection);
    m_view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_view->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_view->setTabKeyNavigation(false);
    m_view->setWordWrap(false);
    m_view->setSortingEnabled(true);
    m_view->setCornerButtonEnabled(false);
    m_view->viewport()->setBackgroundRole(QPalette::Window);
    m_view->verticalHeader()->hide();
    m_view->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_view->verticalHeader()->setDefaultSectionSize(4 * step + 2);
    QHeaderView* header = m_view->horizontalHeader();
    header->setObjectName(u"runHeader"_s);
    header->setAccessibleName(tr("Columns of the runs"));
    header->setHighlightSections(false);
    new ColumnFit(m_view, {{20, 3}, {14, 10}, {12, 12}, {21, 3}, {9, 0}, {9, 0}, {9, 0}, {6, 0}, {18, 60}});
    header->setSortIndicator(static_cast<int>(Column::ScheduledFor), Qt::DescendingOrder);
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_view, &QWidget::customContextMenuRequested, this, &RunsPage::showMenu);
    Q_UNUSED(actions)
}

QHBoxLayout* RunsPage::buildOutputSearch()
{
    const int step = unit(this);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(step, step / 2, step, step / 2);
    row->setSpacing(step);
    m_search->setObjectName(u"outputSearch"_s);
    m_search->setAccessibleName(tr("Search in what the runs printed"));
    m_search->setPlaceholderText(tr("Search in outputs, then Enter"));
    m_search->setClearButtonEnabled(true);
    m_search->addAction(icon(u"search"_s, Color::Dim), QLineEdit::LeadingPosition);
    m_search->setMaximumWidth(42 * step);
    m_search->setMaxLength(200);
    m_found->setObjectName(u"outputFound"_s);
    m_found->setTextFormat(Qt::PlainText);
    m_found->setFont(smallFont(font()));
    const auto button = [this](const QString& name, const QString& text, const QString& tip) {
        auto* made = new QToolButton(this);
        made->setObjectName(name);
        made->setText(text);
        made->setAccessibleName(text);
        made->setToolTip(tip);
        made->setFocusPolicy(Qt::StrongFocus);
        setLook(made, Look::Plain);
        return made;
    };
    auto* atOnce = button(u"runsAtOnce"_s, tr("Runs at once…"),
                          tr("How many runs are at work at the same time, on all machines together"));
    auto* keep = button(u"keepOutput"_s, tr("Keep output…"),
                        tr("How long what runs printed is kept, and how much of it"));
    row->addWidget(m_search, 2);
    row->addWidget(m_found);
    row->addStretch(1);
    row->addWidget(atOnce);
    row->addWidget(keep);
    setTabOrder(m_search, atOnce);
    setTabOrder(atOnce, keep);
    setTabOrder(keep, m_view);
    connect(m_search, &QLineEdit::returnPressed, this, &RunsPage::searchOutput);
    connect(m_search, &QLineEdit::textChanged, this, [this](const QString& text) {
        if (text.trimmed().isEmpty())
            searchOutput();
    });
    connect(atOnce, &QToolButton::clicked, this, &RunsPage::chooseParallelRuns);
    connect(keep, &QToolButton::clicked, this, &RunsPage::keepOutput);
    return row;
}

void RunsPage::searchOutput()
{
    m_searchedFor = m_search->text().trimmed();
    m_found->clear();
    if (m_searchedFor.isEmpty()) {
        m_filter->setFound(std::nullopt);
        showFound();
        return;
    }
    RunQuery query;
    query.machine = m_filter->scope().machine;
    query.limit = kHistory;
    query.output = m_searchedFor;
    m_client.fetchRuns(query, [self = QPointer(this), query](const Result<QVector<Run>>& runs) {
        if (!self || self->m_searchedFor != query.output || self->m_filter->scope().machine != query.machine)
            return;
        if (!runs) {
            self->m_found->setText(describe(runs.error()).what);
            return;
        }
        QSet<RunId> found;
        for (const Run& run : *runs)
            found.insert(run.id);
        self->m_state.mergeRuns(*runs);
        self->m_filter->setFound(found);
        self->showFound();
    });
}

void RunsPage::showFound()
{
    if (m_filter->found())
        m_found->setText(m_filter->rowCount() == 1 ? tr("1 run printed it")
                                                   : tr("%1 runs printed it").arg(m_filter->rowCount()));
    updateEmpty();
    keepSelected();
    updateRun();
}

void RunsPage::keepOutput()
{
    m_client.outputLimits([self = QPointer(this)](const Result<OutputLimits>& limits) {
        if (!self)
            return;
        if (!limits) {
            self->m_found->setText(describe(limits.error()).what);
            return;
        }
        auto* dialog = new KeepOutputDialog(*limits, self);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        connect(dialog, &KeepOutputDialog::saveRequested, self, [self, dialog = QPointer(dialog)] {
            self->m_client.setOutputLimits(dialog->limits(), [self, dialog](const Result<int>& dropped) {
                if (dialog && !dropped)
                    dialog->showError(dropped.error());
                else if (dialog)
                    dialog->accept();
                if (self && dropped && *dropped > 0)
                    self->m_found->setText(*dropped == 1
                                               ? tr("The output of 1 run was dropped")
                                               : tr("The output of %1 runs was dropped").arg(*dropped));
            });
        });
        dialog->open();
    });
}

void RunsPage::chooseParallelRuns()
{
    m_client.parallelRuns([self = QPointer(this)](const Result<int>& most) {
        if (!self)
            return;
        if (!most) {
            self->m_found->setText(describe(most.error()).what);
            return;
        }
        auto* dialog = new ParallelRunsDialog(*most, self);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        connect(dialog, &ParallelRunsDialog::saveRequested, self, [self, dialog = QPointer(dialog)] {
            self->m_client.setParallelRuns(dialog->most(), [dialog](const Result<void>& saved) {
                if (dialog && !saved)
                    dialog->showError(saved.error());
                else if (dialog)
                    dialog->accept();
            });
        });
        dialog->open();
    });
}

void RunsPage::setScope(const Scope& scope)
{
    const bool moved = m_filter->scope().machine != scope.machine;
    m_filter->setScope(scope);
    if (moved && !m_searchedFor.isEmpty())
        searchOutput();
    updateEmpty();
    if (isVisible())
        fetchHistory();
    keepSelected();
    updateRun();
}

void RunsPage::keepSelected()
{
    // A page somebody looks at always has a run to tell about.
    if (isVisible() && !current() && m_filter->rowCount() > 0)
        m_view->selectRow(0);
}

void RunsPage::setSearch(const QString& text)
{
    m_filter->setSearch(text);
    updateEmpty();
}

void RunsPage::refresh(const TimeView& view)
{
    m_time = view;
    updateEmpty();
    keepSelected();
    updateRun();
}

bool RunsPage::select(const RunId& id)
{
    const QModelIndex index = m_filter->mapFromSource(m_model.index(m_model.rowOf(id), 0));
    if (!index.isValid())
        return false;
    m_view->selectRow(index.row());
    m_view->scrollTo(index);
    return true;
}

std::optional<RunId> RunsPage::current() const
{
    const QModelIndexList rows = m_view->selectionModel()->selectedRows();
    if (rows.isEmpty())
        return std::nullopt;
    return RunId{rows.first().data(RunTableModel::IdRole).toString()};
}

void RunsPage::fetchHistory()
{
    RunQuery query;
    query.machine = m_filter->scope().machine;
    query.limit = kHistory;
    m_client.fetchRuns(query, [self = QPointer(this)](const Result<QVector<Run>>& runs) {
        // What the engine sends by itself stays in sight when more cannot be had.
        if (self && runs)
            self->m_state.mergeRuns(*runs);
    });
}

void RunsPage::fetchOutput(const Run& run)
{
    if (m_fetchedFor && sameOutput(*m_fetchedFor, run))
        return;
    if (m_outputOf != run.id)
        m_output->showNote(tr("Fetching the output …"));
    m_outputOf = run.id;
    m_fetchedFor = run;
    m_client.fetchOutput(run.id, [self = QPointer(this), id = run.id](const Result<RunOutput>& output) {
        if (!self || self->current() != id)
            return;
        if (output) {
            self->m_output->showOutput(*output);
            if (self->m_fetchedFor && self->m_fetchedFor->state == RunState::Running)
                self->m_live.start();
        } else {
            const ErrorText text = describe(output.error());
            self->m_output->showNote(text.what + u' ' + text.advice);
            self->m_fetchedFor.reset();
        }
    });
}

void RunsPage::followOutput()
{
    // Nobody pays for what nobody sees; the next change of the run begins anew.
    if (!isVisible() || !m_fetchedFor || m_fetchedFor->state != RunState::Running)
        return;
    m_fetchedFor.reset();
    updateRun();
}

void RunsPage::updateEmpty()
{
    const bool empty = m_filter->rowCount() == 0;
    m_stack->setCurrentWidget(empty ? static_cast<QWidget*>(m_empty) : m_view);
    m_output->setVisible(!empty);
    if (!empty)
        return;
    if (m_filter->found())
        m_empty->setContent(u"search"_s, tr("No run printed that"),
                            tr("Output is kept for a limited time. Empty the search to see all runs."));
    else if (!m_filter->search().isEmpty())
        m_empty->setContent(u"search"_s, tr("No run matches the search"),
                            tr("Try another word, or press Esc in the search field to see all."));
    else
        m_empty->setContent(u"clock"_s, tr("Nothing has run here yet"),
                            tr("Every firing gets a line here, also those that were skipped or missed, and "
                               "why. Run now on the Schedules page starts one at once."));
}

void RunsPage::updateRun()
{
    const auto id = current();
    const RunRow* row = id ? m_model.rowAt(m_model.rowOf(*id)) : nullptr;
    if (row == nullptr) {
        m_output->clear();
        m_fetchedFor.reset();
        m_outputOf = {};
        return;
    }
    m_output->showRun(row->run, m_time);
    fetchOutput(row->run);
}

void RunsPage::showMenu(const QPoint& position)
{
    if (!m_view->indexAt(position).isValid())
        return;
    auto* menu = new QMenu(m_view);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    m_actions.fill(menu, {ActionId::CancelRun, ActionId::RunNow});
    menu->popup(m_view->viewport()->mapToGlobal(position));
}

void RunsPage::save(const QByteArray& bytes, const QString& suggestedName)
{
    auto* dialog = new QFileDialog(this, tr("Save output"), suggestedName);
    dialog->setObjectName(u"saveOutputDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    connect(dialog, &QFileDialog::fileSelected, this, [this, bytes](const QString& path) {
        QSaveFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
            m_output->showNote(tr("%1 could not be written: %2").arg(path, file.errorString()));
    });
    dialog->open();
}

} // namespace reveille::ui
