#pragma once

#include "core/engine/EngineClient.h"
#include "ui/text/TimeView.h"

#include <functional>
#include <optional>

#include <QTimer>
#include <QWidget>

class QAction;
class QLineEdit;
class QPushButton;
class QSpinBox;
class QTableView;
class QVBoxLayout;

namespace reveille::ui {

class ArtifactTableModel;
class MessageBar;
class PortTableModel;
class RoleLabel;

/// What a machine of a sleeping cloud offers beside running commands: ports that can be reached, files that
/// commands left, and how to log in.
class ServicesPane final : public QWidget
{
    Q_OBJECT

public:
    /// `open` is asked to show an address in the person's browser.
    ServicesPane(EngineClient& client, std::function<void(const QUrl&)> open, QWidget* parent = nullptr);

    void setMachine(const MachineKey& machine, const QString& name, const TimeView& view);
    /// Reads ports and files anew.
    void read();

private:
    void buildPorts(QVBoxLayout* column);
    void buildArtifacts(QVBoxLayout* column);
    void buildLogin(QVBoxLayout* column);
    QTableView* makeTable(const QString& objectName, const QString& accessible);
    void openPort();
    void closePort();
    void openAddress();
    void askForLogin();
    void showLogin(const SshAccess& access);
    void takePorts(const Result<QVector<MachinePort>>& ports);
    void takeArtifacts(const Result<QVector<Artifact>>& artifacts);
    void update();
    void refuse(const Error& error);
    /// A reply that is only of interest while this machine is shown.
    template <typename T> Reply<T> ifStill(void (ServicesPane::*take)(const Result<T>&));

    EngineClient& m_client;
    std::function<void(const QUrl&)> m_open;
    std::optional<MachineKey> m_machine;
    QString m_name;
    TimeView m_view;
    QTimer m_again;
    int m_looks = 0;
    bool m_isAskingLogin = false;
    MessageBar* m_message;
    QSpinBox* m_port = nullptr;
    QPushButton* m_openPort = nullptr;
    QTableView* m_ports = nullptr;
    PortTableModel* m_portModel;
    RoleLabel* m_noPorts = nullptr;
    QAction* m_browse = nullptr;
    QAction* m_copyPort = nullptr;
    QAction* m_closePort = nullptr;
    QTableView* m_artifacts = nullptr;
    ArtifactTableModel* m_artifactModel;
    RoleLabel* m_noArtifacts = nullptr;
    QAction* m_fetch = nullptr;
    QAction* m_copyArtifact = nullptr;
    QLineEdit* m_key = nullptr;
    QPushButton* m_login = nullptr;
    RoleLabel* m_loginHint = nullptr;
    QWidget* m_access = nullptr;
    QLineEdit* m_command = nullptr;
    QLineEdit* m_certificate = nullptr;
    QLineEdit* m_host = nullptr;
};

} // namespace reveille::ui
