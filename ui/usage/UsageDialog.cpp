#include "ui/usage/UsageDialog.h"

#include "core/text/DurationText.h"
#include "core/text/ErrorText.h"
#include "core/text/UsageText.h"
#include "ui/theme/Fonts.h"
#include "ui/usage/UsageChart.h"
#include "ui/widgets/ColumnFit.h"
#include "ui/widgets/DialogFrame.h"
#include "ui/widgets/EmptyState.h"
#include "ui/widgets/Fold.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/MessageBar.h"

#include <algorithm>

#include <QComboBox>
#include <QDateEdit>
#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QSaveFile>
#include <QStackedWidget>
#include <QTableView>

namespace reveille::ui {

using namespace Qt::StringLiterals;
using namespace std::chrono;

namespace {

enum Period
{
    ThisMonth,
    LastMonth,
    Week,
    Days30,
    Custom
};

QDate toDate(sys_days day)
{
    return QDate(1970, 1, 1).addDays(day.time_since_epoch().count());
}

sys_days fromDate(const QDate& date)
{
    return sys_days(days(QDate(1970, 1, 1).daysTo(date)));
}

QDoubleSpinBox* rateField(const QString& name, const QString& accessible, QWidget* parent)
{
    auto* field = new QDoubleSpinBox(parent);
    field->setObjectName(name);
    field->setAccessibleName(accessible);
    field->setDecimals(6);
    field->setRange(0, 100'000);
    field->setSingleStep(0.001);
    field->setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
    return field;
}

} // namespace

UsageDialog::UsageDialog(EngineClient& client, const QVector<Account>& accounts,
                         const QVector<Machine>& machines, const std::optional<AccountId>& account,
                         const std::optional<MachineKey>& machine, sys_days today, QWidget* parent)
    : QDialog(parent),
      m_client(client),
      m_machines(machines),
      m_today(today),
      m_preferred(machine),
      m_account(new QComboBox(this)),
      m_machine(new QComboBox(this)),
      m_period(new QComboBox(this)),
      m_from(new QDateEdit(this)),
      m_to(new QDateEdit(this)),
      m_chart(new UsageChart(this)),
      m_stack(new QStackedWidget(this)),
      m_view(new QTableView(m_stack)),
      m_empty(new EmptyState(m_stack)),
      m_model(new UsageTableModel(this)),
      m_total(new RoleLabel(Color::Text, this)),
      m_ratesFold(new Fold(tr("Your &rates"), u"usageRatesFold"_s, this)),
      m_export(new QPushButton(tr("Save as &CSV…"), this)),
      m_message(new MessageBar(this))
{
    const int step = unit(this);
    setObjectName(u"usageDialog"_s);
    setWindowTitle(tr("Usage and cost"));
    DialogFrame frame(this, tr("Usage and cost"),
                      tr("As the provider counts it, and at the prices you give. Days are UTC."));
    buildAsked(frame, accounts);
    if (account)
        m_account->setCurrentIndex(std::max(0, m_account->findData(account->value)));
    m_message->setObjectName(u"usageMessage"_s);
    m_message->hide();
    frame.addWide(m_message);
    m_chart->setObjectName(u"usageChart"_s);
    frame.addWide(m_chart);
    m_view->setObjectName(u"usageTable"_s);
    m_view->setAccessibleName(tr("Usage by day"));
    m_view->setModel(m_model);
    m_view->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_view->setShowGrid(false);
    m_view->setTabKeyNavigation(false);
    m_view->verticalHeader()->hide();
    m_view->setMinimumHeight(24 * step);
    m_view->horizontalHeader()->setHighlightSections(false);
    m_fit = new ColumnFit(m_view, {{12, 1}, {12, 3}, {13, 1}, {11, 1}, {13, 1}, {11, 1}, {14, 2}});
    m_empty->setObjectName(u"usageEmpty"_s);
    m_stack->addWidget(m_view);
    m_stack->addWidget(m_empty);
    frame.addWide(m_stack);
    m_total->setObjectName(u"usageTotal"_s);
    m_total->setFont(strongFont(font()));
    frame.addWide(m_total);
    buildRates(frame);
    m_export->setObjectName(u"exportUsage"_s);
    m_export->setAccessibleName(tr("Save as CSV"));
    m_export->setAutoDefault(false);
    m_export->setEnabled(false);
    QPushButton* close = frame.addButtons(tr("Close"), u"closeUsage"_s, m_export);
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    if (auto* cancel = findChild<QPushButton*>(u"cancelButton"_s))
        cancel->hide(); // there is nothing to cancel
    connect(m_export, &QPushButton::clicked, this, &UsageDialog::askForFile);
    connect(m_account, &QComboBox::currentIndexChanged, this, [this] {
        fillMachines();
        askRates();
    });
    connect(m_machine, &QComboBox::currentIndexChanged, this, &UsageDialog::ask);
    connect(m_period, &QComboBox::currentIndexChanged, this, &UsageDialog::choosePeriod);
    for (QDateEdit* edit : {m_from, m_to})
        connect(edit, &QDateEdit::dateChanged, this, [this] {
            m_period->setCurrentIndex(Custom);
            ask();
        });
    setMinimumWidth(100 * step);
    fillMachines();
    choosePeriod(ThisMonth);
    askRates();
}

void UsageDialog::buildAsked(DialogFrame& frame, const QVector<Account>& accounts)
{
    for (const Account& known : accounts) {
        if (known.provider != ProviderKind::Unikraft)
            m_account->addItem(known.name, known.id.value);
    }
    m_period->addItems(
        {tr("This month"), tr("Last month"), tr("Last 7 days"), tr("Last 30 days"), tr("From – to")});
    auto* range = new QWidget(this);
    auto* row = new QHBoxLayout(range);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(unit(this));
    m_period->setObjectName(u"usagePeriod"_s);
    m_period->setAccessibleName(tr("Period"));
    m_from->setObjectName(u"usageFrom"_s);
    m_from->setAccessibleName(tr("First day"));
    m_to->setObjectName(u"usageTo"_s);
    m_to->setAccessibleName(tr("Last day"));
    for (QDateEdit* edit : {m_from, m_to}) {
        edit->setDisplayFormat(u"yyyy-MM-dd"_s);
        edit->setCalendarPopup(true);
        edit->setMaximumDate(toDate(m_today));
        edit->setMinimumWidth(edit->fontMetrics().horizontalAdvance(u"0000-00-00"_s) + 6 * unit(this));
    }
    row->addWidget(m_period, 1);
    row->addWidget(m_from);
    auto* dash = new RoleLabel(Color::Dim, range);
    dash->setText(u"–"_s);
    row->addWidget(dash);
    row->addWidget(m_to);
    frame.addRow(tr("&Account"), m_account, u"usageAccount"_s);
    frame.addRow(tr("&Machine"), m_machine, u"usageMachine"_s);
    frame.addRow(tr("&Period"), range, m_period, u"usagePeriod"_s);
}

void UsageDialog::buildRates(DialogFrame& frame)
{
    auto* content = new QWidget(this);
    auto* grid = new QGridLayout(content);
    grid->setContentsMargins(0, unit(this) / 2, 0, 0);
    grid->setHorizontalSpacing(unit(this));
    m_vcpu = rateField(u"rateVcpu"_s, tr("Price of an hour of a vCPU"), content);
    m_memory = rateField(u"rateMemory"_s, tr("Price of an hour of a GiB of memory"), content);
    m_storage = rateField(u"rateStorage"_s, tr("Price of an hour of a GiB of disk"), content);
    m_currency = new QLineEdit(content);
    m_currency->setObjectName(u"rateCurrency"_s);
    m_currency->setAccessibleName(tr("Currency"));
    m_currency->setPlaceholderText(u"EUR"_s);
    m_currency->setMaxLength(12);
    m_saveRates = new QPushButton(tr("Keep these rates"), content);
    m_saveRates->setObjectName(u"saveRates"_s);
    m_saveRates->setAccessibleName(tr("Keep these rates"));
    m_saveRates->setAutoDefault(false);
    const std::pair<QString, QWidget*> fields[] = {{tr("vCPU and hour"), m_vcpu},
                                                   {tr("GiB memory and hour"), m_memory},
                                                   {tr("GiB disk and hour"), m_storage},
                                                   {tr("Currency"), m_currency}};
    int column = 0;
    for (const auto& [text, field] : fields) {
        auto* label = new RoleLabel(Color::Faint, content);
        label->setFont(smallFont(font()));
        label->setText(text);
        label->setBuddy(field);
        grid->addWidget(label, 0, column);
        grid->addWidget(field, 1, column++);
    }
    grid->addWidget(m_saveRates, 1, column);
    m_ratesFold->setContent(content);
    frame.addWide(m_ratesFold);
    connect(m_saveRates, &QPushButton::clicked, this, &UsageDialog::saveRates);
}

AccountId UsageDialog::account() const
{
    return AccountId{m_account->currentData().toString()};
}

QString UsageDialog::nameOf(const MachineId& machine) const
{
    const auto known = std::ranges::find(m_machines, MachineKey{account(), machine}, &Machine::key);
    return known == m_machines.cend() ? machine.value : known->displayName();
}

void UsageDialog::fillMachines()
{
    const QSignalBlocker quiet(m_machine);
    m_machine->clear();
    m_machine->addItem(tr("All machines"), QString());
    for (const Machine& machine : std::as_const(m_machines)) {
        if (machine.key.account != account())
            continue;
        m_machine->addItem(machine.displayName(), machine.key.machine.value);
        if (m_preferred && machine.key == *m_preferred)
            m_machine->setCurrentIndex(m_machine->count() - 1);
    }
}

void UsageDialog::choosePeriod(int index)
{
    if (index == Custom)
        return;
    const QDate today = toDate(m_today);
    const QDate first(today.year(), today.month(), 1);
    const QSignalBlocker quietFrom(m_from);
    const QSignalBlocker quietTo(m_to);
    m_to->setDate(index == LastMonth ? first.addDays(-1) : today);
    m_from->setDate(index == ThisMonth   ? first
                    : index == LastMonth ? first.addMonths(-1)
                                         : today.addDays(index == Week ? -6 : -29));
    ask();
}

UsageQuery UsageDialog::query() const
{
    UsageQuery query;
    query.from = fromDate(std::min(m_from->date(), m_to->date()));
    query.to = fromDate(std::max(m_from->date(), m_to->date())) + days(1);
    query.machine.value = m_machine->currentData().toString();
    return query;
}

void UsageDialog::askRates()
{
    if (account().isEmpty()) {
        m_empty->setContent(u"cloud"_s, tr("No account counts by days"),
                            tr("Add an account at a cloud whose machines sleep."));
        m_stack->setCurrentWidget(m_empty);
        return;
    }
    const AccountId asked = account();
    m_client.fetchRates(asked, [self = QPointer(this), asked](const Result<UsageRates>& rates) {
        if (!self || self->account() != asked)
            return;
        self->m_rates = rates.value_or(UsageRates());
        self->m_vcpu->setValue(self->m_rates.perVcpuHour);
        self->m_memory->setValue(self->m_rates.perMemoryGibHour);
        self->m_storage->setValue(self->m_rates.perStorageGibHour);
        self->m_currency->setText(self->m_rates.currency);
        self->ask();
    });
}

void UsageDialog::ask()
{
    if (account().isEmpty())
        return;
    const quint64 asked = ++m_asked;
    m_client.fetchUsage(account(), query(),
                        [self = QPointer(this), asked](const Result<QVector<MachineUsage>>& usage) {
                            if (!self || self->m_asked != asked)
                                return;
                            if (usage) {
                                self->m_message->hide();
                                self->take(*usage);
                                return;
                            }
                            self->take({});
                            self->m_message->showError(usage.error());
                            self->m_message->show();
                        });
}

void UsageDialog::take(const QVector<MachineUsage>& usage)
{
    m_usage = usage;
    std::ranges::stable_sort(m_usage,
                             [](const MachineUsage& a, const MachineUsage& b) { return a.day > b.day; });
    show();
}

void UsageDialog::show()
{
    QVector<UsageRow> rows;
    double cost = 0;
    seconds awake{0};
    for (const MachineUsage& one : std::as_const(m_usage)) {
        rows.append({one, nameOf(one.machine), m_rates});
        cost += usageCost(one, m_rates);
        awake += one.awake;
    }
    m_model->setRows(rows);
    if (m_view->isColumnHidden(UsageTableModel::Cost) == m_rates.isSet()) {
        m_view->setColumnHidden(UsageTableModel::Cost, !m_rates.isSet());
        m_fit->fitAgain();
    }
    const UsageQuery asked = query();
    m_chart->setBars(usageBars(m_usage, asked.from, asked.to, m_rates),
                     m_rates.isSet() ? tr("Cost by day") : tr("Hours awake by day"));
    if (rows.isEmpty())
        m_empty->setContent(
            u"moon"_s, tr("Nothing was used"),
            tr("No machine was awake in these days, or the provider has not counted them yet."));
    m_stack->setCurrentWidget(rows.isEmpty() ? static_cast<QWidget*>(m_empty) : m_view);
    m_total->setText(m_rates.isSet()
                         ? tr("Awake %1 in all, %2").arg(durationText(awake), costText(cost, m_rates))
                         : tr("Awake %1 in all").arg(durationText(awake)));
    m_ratesFold->setSummary(m_rates.isSet() ? usageRatesText(m_rates)
                                            : tr("none: give yours to see what it costs"));
    m_export->setEnabled(!rows.isEmpty());
}

void UsageDialog::saveRates()
{
    const UsageRates wanted{m_vcpu->value(), m_memory->value(), m_storage->value(),
                            m_currency->text().trimmed()};
    m_saveRates->setEnabled(false);
    m_client.saveRates(account(), wanted, [self = QPointer(this), wanted](const Result<void>& saved) {
        if (!self)
            return;
        self->m_saveRates->setEnabled(true);
        if (!saved) {
            self->m_message->showError(saved.error());
            self->m_message->show();
            return;
        }
        self->m_rates = wanted;
        self->show();
    });
}

void UsageDialog::askForFile()
{
    const QString name = u"usage-%1.csv"_s.arg(dayText(query().from));
    auto* dialog = new QFileDialog(this, tr("Save usage"), name);
    dialog->setObjectName(u"usageFileDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(u"csv"_s);
    connect(dialog, &QFileDialog::fileSelected, this, &UsageDialog::exportTo);
    dialog->open();
}

void UsageDialog::exportTo(const QString& path)
{
    const QByteArray csv =
        usageCsv(m_usage, m_rates, [this](const MachineId& machine) { return nameOf(machine); });
    QSaveFile file(path);
    const bool begun = file.open(QFile::WriteOnly);
    if (begun)
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    if (begun && file.write(csv) == csv.size() && file.commit())
        return;
    m_message->showText(tr("%1 could not be written.").arg(path), file.errorString());
    m_message->show();
}

} // namespace reveille::ui
