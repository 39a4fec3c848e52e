#include "ui/machines/ServicesPane.h"

#include "ui/machines/ServiceModels.h"
#include "ui/theme/Fonts.h"
#include "ui/theme/Icons.h"
#include "ui/widgets/ColumnFit.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/MessageBar.h"

#include <algorithm>

#include <QAction>
#include <QClipboard>
#include <QGridLayout>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QSpinBox>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

namespace reveille::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::milliseconds kLookAgain{1500};
constexpr int kMostLooks = 40;

RoleLabel* hint(const QString& text, QWidget* parent)
{
    auto* label = new RoleLabel(Color::Faint, parent);
    label->setFont(smallFont(parent->font()));
    label->setWordWrap(true);
    label->setText(text);
    return label;
}

/// As high as its rows, up to five of them.
void fitHeight(QTableView* table)
{
    int height = table->horizontalHeader()->sizeHint().height() + 2 * table->frameWidth() + 2;
    for (int row = 0; row < std::min(5, table->model()->rowCount()); ++row)
        height += table->rowHeight(row);
    table->setFixedHeight(height);
}

QLineEdit* shownField(const QString& objectName, const QString& accessible, QWidget* parent)
{
    auto* field = new QLineEdit(parent);
    field->setObjectName(objectName);
    field->setAccessibleName(accessible);
    field->setReadOnly(true);
    field->setFont(monoFont());
    auto* copy = field->addAction(icon(u"copy"_s, Color::Dim), QLineEdit::TrailingPosition);
    copy->setToolTip(ServicesPane::tr("Copy"));
    QObject::connect(copy, &QAction::triggered, field,
                     [field] { QGuiApplication::clipboard()->setText(field->text()); });
    return field;
}

} // namespace

ServicesPane::ServicesPane(EngineClient& client, std::function<void(const QUrl&)> open, QWidget* parent)
    : QWidget(parent),
      m_client(client),
      m_open(std::move(open)),
      m_message(new MessageBar(this)),
      m_portModel(new PortTableModel(this)),
      m_artifactModel(new ArtifactTableModel(this))
{
    const int step = unit(this);
    setObjectName(u"servicesPane"_s);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(2 * step, step, 2 * step, 2 * step);
    column->setSpacing(step);
    m_message->setObjectName(u"servicesMessage"_s);
    m_message->setClosable(true);
    m_message->hide();
    column->addWidget(m_message);
    buildPorts(column);
    column->addSpacing(step);
    buildArtifacts(column);
    column->addSpacing(step);
    buildLogin(column);
    column->addStretch(1);
    m_again.setSingleShot(true);
    m_again.setInterval(kLookAgain);
    connect(&m_again, &QTimer::timeout, this, &ServicesPane::read);
    update();
}

QTableView* ServicesPane::makeTable(const QString& objectName, const QString& accessible)
{
    auto* table = new QTableView(this);
    table->setObjectName(objectName);
    table->setAccessibleName(accessible);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setSelectionMode(QAbstractItemView::SingleSelection);
    table->setShowGrid(false);
    table->setTabKeyNavigation(false);
    table->verticalHeader()->hide();
    table->horizontalHeader()->setHighlightSections(false);
    table->setContextMenuPolicy(Qt::ActionsContextMenu);
    table->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    return table;
}

void ServicesPane::buildPorts(QVBoxLayout* column)
{
    const int step = unit(this);
    auto* row = new QHBoxLayout;
    row->setSpacing(step);
    row->addWidget(makeHeading(tr("Ports that can be reached"), this));
    row->addStretch(1);
    m_port = new QSpinBox(this);
    m_port->setObjectName(u"portNumber"_s);
    m_port->setAccessibleName(tr("Port to open"));
    m_port->setRange(1, 65'535);
    m_port->setValue(8080);
    m_openPort = new QPushButton(tr("&Open port"), this);
    m_openPort->setObjectName(u"openPort"_s);
    m_openPort->setAccessibleName(tr("Open port"));
    m_openPort->setToolTip(tr("Wakes the machine, and counts as a use of it"));
    row->addWidget(m_port);
    row->addWidget(m_openPort);
    column->addLayout(row);
    m_ports = makeTable(u"portTable"_s, tr("Ports that can be reached"));
    m_ports->setModel(m_portModel);
    new ColumnFit(m_ports, {{10, 1}, {11, 1}, {24, 6}});
    column->addWidget(m_ports);
    m_noPorts = hint(tr("None is open. Open one to reach a server on the machine with a browser."), this);
    m_noPorts->setObjectName(u"noPorts"_s);
    column->addWidget(m_noPorts);
    m_browse = new QAction(icon(u"cloud"_s), tr("Open in the browser"), m_ports);
    m_copyPort = new QAction(icon(u"copy"_s), tr("Copy address"), m_ports);
    m_copyPort->setShortcut(QKeySequence::Copy);
    m_closePort = new QAction(icon(u"cross"_s), tr("Close port"), m_ports);
    m_closePort->setShortcut(Qt::Key_Delete);
    for (QAction* action : {m_copyPort, m_closePort})
        action->setShortcutContext(Qt::WidgetShortcut);
    m_browse->setObjectName(u"browsePort"_s);
    m_copyPort->setObjectName(u"copyPort"_s);
    m_closePort->setObjectName(u"closePort"_s);
    m_ports->addActions({m_browse, m_copyPort, m_closePort});
    connect(m_openPort, &QPushButton::clicked, this, &ServicesPane::openPort);
    connect(m_browse, &QAction::triggered, this, &ServicesPane::openAddress);
    connect(m_ports, &QTableView::activated, this, &ServicesPane::openAddress);
    connect(m_copyPort, &QAction::triggered, this, [this] {
        if (const PortRow* port = m_portModel->rowAt(m_ports->currentIndex().row()))
            QGuiApplication::clipboard()->setText(port->url.toString());
    });
    connect(m_closePort, &QAction::triggered, this, &ServicesPane::closePort);
    connect(m_ports->selectionModel(), &QItemSelectionModel::currentChanged, this, &ServicesPane::update);
}

void ServicesPane::buildArtifacts(QVBoxLayout* column)
{
    column->addWidget(makeHeading(tr("Files left by commands"), this));
    m_artifacts = makeTable(u"artifactTable"_s, tr("Files left by commands"));
    m_artifacts->setModel(m_artifactModel);
    new ColumnFit(m_artifacts, {{20, 4}, {10, 1}, {16, 1}});
    column->addWidget(m_artifacts);
    m_noArtifacts =
        hint(tr("None. What a command hands over to its cloud as an artifact is listed here."), this);
    m_noArtifacts->setObjectName(u"noArtifacts"_s);
    column->addWidget(m_noArtifacts);
    m_fetch = new QAction(icon(u"save"_s), tr("Download with the browser"), m_artifacts);
    m_copyArtifact = new QAction(icon(u"copy"_s), tr("Copy address"), m_artifacts);
    m_fetch->setObjectName(u"fetchArtifact"_s);
    m_copyArtifact->setObjectName(u"copyArtifact"_s);
    m_copyArtifact->setShortcut(QKeySequence::Copy);
    m_copyArtifact->setShortcutContext(Qt::WidgetShortcut);
    m_artifacts->addActions({m_fetch, m_copyArtifact});
    const auto chosen = [this] { return m_artifactModel->rowAt(m_artifacts->currentIndex().row()); };
    const auto fetch = [this, chosen] {
        if (const ArtifactRow* artifact = chosen(); artifact && !artifact->url.isEmpty())
            m_open(artifact->url);
    };
    connect(m_fetch, &QAction::triggered, this, fetch);
    connect(m_artifacts, &QTableView::activated, this, fetch);
    connect(m_copyArtifact, &QAction::triggered, this, [chosen] {
        if (const ArtifactRow* artifact = chosen())
            QGuiApplication::clipboard()->setText(artifact->url.toString());
    });
    connect(m_artifacts->selectionModel(), &QItemSelectionModel::currentChanged, this, &ServicesPane::update);
}

void ServicesPane::buildLogin(QVBoxLayout* column)
{
    const int step = unit(this);
    column->addWidget(makeHeading(tr("Log in by SSH"), this));
    auto* row = new QHBoxLayout;
    row->setSpacing(step);
    m_key = new QLineEdit(this);
    m_key->setObjectName(u"sshPublicKey"_s);
    m_key->setAccessibleName(tr("Your public key"));
    m_key->setPlaceholderText(tr("your public key: ssh-ed25519 AAAA…"));
    m_key->setFont(monoFont());
    m_login = new QPushButton(tr("&Get access"), this);
    m_login->setObjectName(u"sshLogin"_s);
    m_login->setAccessibleName(tr("Get access by SSH"));
    m_login->setToolTip(tr("Wakes the machine, and counts as a use of it"));
    row->addWidget(m_key, 1);
    row->addWidget(m_login);
    column->addLayout(row);
    m_loginHint = hint({}, this);
    m_loginHint->setObjectName(u"sshHint"_s);
    column->addWidget(m_loginHint);
    m_access = new QWidget(this);
    m_access->setObjectName(u"sshAccess"_s);
    auto* grid = new QGridLayout(m_access);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(step);
    m_command = shownField(u"sshCommand"_s, tr("Command"), m_access);
    m_certificate = shownField(u"sshCertificate"_s, tr("Certificate"), m_access);
    m_host = shownField(u"sshKnownHost"_s, tr("Line for known_hosts"), m_access);
    int at = 0;
    for (QLineEdit* field : {m_command, m_certificate, m_host}) {
        auto* label = new RoleLabel(Color::Dim, m_access);
        label->setText(field->accessibleName());
        label->setBuddy(field);
        grid->addWidget(label, at, 0);
        grid->addWidget(field, at++, 1);
    }
    m_access->hide();
    column->addWidget(m_access);
    connect(m_login, &QPushButton::clicked, this, &ServicesPane::askForLogin);
    connect(m_key, &QLineEdit::returnPressed, this, &ServicesPane::askForLogin);
    connect(m_key, &QLineEdit::textChanged, this, &ServicesPane::update);
}

template <typename T> Reply<T> ServicesPane::ifStill(void (ServicesPane::*take)(const Result<T>&))
{
    return [self = QPointer(this), take, machine = m_machine](const Result<T>& answer) {
        if (self && self->m_machine == machine)
            (self.data()->*take)(answer);
    };
}

void ServicesPane::setMachine(const MachineKey& machine, const QString& name, const TimeView& view)
{
    m_view = view;
    m_name = name;
    if (m_machine == machine)
        return;
    m_machine = machine;
    m_looks = 0;
    // What was asked for another machine answers nobody any more.
    m_openPort->setEnabled(true);
    m_isAskingLogin = false;
    m_again.stop();
    m_message->hide();
    m_access->hide();
    m_portModel->setRows({});
    m_artifactModel->setRows({});
    update();
    read();
}

void ServicesPane::read()
{
    if (!m_machine)
        return;
    m_client.fetchPorts(*m_machine, ifStill(&ServicesPane::takePorts));
    m_client.fetchArtifacts(*m_machine, ifStill(&ServicesPane::takeArtifacts));
}

void ServicesPane::takePorts(const Result<QVector<MachinePort>>& ports)
{
    m_portModel->setRows(portRows(ports.value_or(QVector<MachinePort>())));
    if (!ports)
        refuse(ports.error());
    const bool waits = std::ranges::any_of(
        m_portModel->rows(), [](const PortRow& row) { return row.status == u"wake_in_progress"; });
    if (waits && isVisible() && ++m_looks < kMostLooks)
        m_again.start();
    update();
}

void ServicesPane::takeArtifacts(const Result<QVector<Artifact>>& artifacts)
{
    m_artifactModel->setRows(artifactRows(artifacts.value_or(QVector<Artifact>()), m_view));
    if (!artifacts)
        refuse(artifacts.error());
    update();
}

void ServicesPane::openPort()
{
    m_message->hide();
    m_openPort->setEnabled(false);
    m_client.openPort(*m_machine, m_port->value(),
                      [self = QPointer(this), machine = m_machine](const Result<MachinePort>& opened) {
                          if (!self || self->m_machine != machine)
                              return;
                          self->m_openPort->setEnabled(true);
                          if (!opened) {
                              self->refuse(opened.error());
                              return;
                          }
                          self->m_looks = 0;
                          self->read();
                      });
}

void ServicesPane::closePort()
{
    const PortRow* port = m_portModel->rowAt(m_ports->currentIndex().row());
    if (!port)
        return;
    m_client.closePort(*m_machine, port->id,
                       [self = QPointer(this), machine = m_machine](const Result<void>& closed) {
                           if (!self || self->m_machine != machine)
                               return;
                           if (!closed)
                               self->refuse(closed.error());
                           self->read();
                       });
}

void ServicesPane::openAddress()
{
    const PortRow* port = m_portModel->rowAt(m_ports->currentIndex().row());
    if (port && !port->url.isEmpty())
        m_open(port->url);
}

void ServicesPane::askForLogin()
{
    if (!m_login->isEnabled())
        return;
    m_message->hide();
    m_access->hide();
    m_isAskingLogin = true;
    update();
    m_client.openSsh(*m_machine, m_key->text().trimmed(),
                     [self = QPointer(this), machine = m_machine](const Result<SshAccess>& access) {
                         if (!self || self->m_machine != machine)
                             return;
                         self->m_isAskingLogin = false;
                         self->update();
                         if (access)
                             self->showLogin(*access);
                         else
                             self->refuse(access.error());
                     });
}

void ServicesPane::showLogin(const SshAccess& access)
{
    m_command->setText(u"ssh -p %1 %2@%3"_s.arg(access.port).arg(access.user, access.host));
    m_certificate->setText(access.certificate);
    m_host->setText(access.hostKey.isEmpty()
                        ? QString()
                        : u"@cert-authority %1 %2"_s.arg(access.hostPattern, access.hostKey));
    for (QLineEdit* field : {m_command, m_certificate, m_host}) {
        field->setCursorPosition(0);
        field->setPlaceholderText(tr("none is needed"));
    }
    m_access->show();
}

void ServicesPane::update()
{
    const bool hasPorts = m_portModel->rowCount() > 0;
    m_ports->setVisible(hasPorts);
    fitHeight(m_ports);
    m_noPorts->setVisible(!hasPorts);
    const PortRow* port = m_portModel->rowAt(m_ports->currentIndex().row());
    m_browse->setEnabled(port && !port->url.isEmpty());
    m_copyPort->setEnabled(port && !port->url.isEmpty());
    m_closePort->setEnabled(port != nullptr);
    const bool hasFiles = m_artifactModel->rowCount() > 0;
    m_artifacts->setVisible(hasFiles);
    fitHeight(m_artifacts);
    m_noArtifacts->setVisible(!hasFiles);
    const ArtifactRow* artifact = m_artifactModel->rowAt(m_artifacts->currentIndex().row());
    m_fetch->setEnabled(artifact && !artifact->url.isEmpty());
    m_fetch->setToolTip(artifact && artifact->url.isEmpty() ? tr("The cloud tells no address for it")
                                                            : QString());
    m_copyArtifact->setEnabled(artifact && !artifact->url.isEmpty());
    const QString key = m_key->text().trimmed();
    const bool isPrivate = key.contains(u"PRIVATE KEY"_s);
    m_key->setToolTip(key);
    m_login->setEnabled(m_machine && !m_isAskingLogin && !isPrivate && key.contains(u' '));
    if (m_isAskingLogin)
        m_loginHint->setText(tr("Waking the machine and waiting for its answer…"));
    else
        m_loginHint->setText(
            isPrivate ? tr("This is a private key: it stays with you. What is needed is the public "
                           "one, from the file whose name ends in .pub.")
                      : tr("The public half of a key pair of yours, as in ~/.ssh/id_ed25519.pub."));
}

void ServicesPane::refuse(const Error& error)
{
    m_message->showError(error);
    m_message->show();
}

} // namespace reveille::ui
