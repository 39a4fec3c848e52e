#pragma once

#include "app/cli/Session.h"

#include <memory>

#include <QObject>
#include <QStringList>

namespace reveille::cli {

/// reveillectl without main(): reads the command line and runs the one command it names.
class CliApp final : public QObject
{
    Q_OBJECT

public:
    explicit CliApp(Services services, QObject* parent = nullptr);
    ~CliApp() override;

    /// `arguments` without the program's name. finished() follows exactly once, possibly before this returns.
    void start(const QStringList& arguments);

Q_SIGNALS:
    void finished(int code);

private:
    Services m_services;
    std::unique_ptr<Session> m_session;
};

} // namespace reveille::cli
