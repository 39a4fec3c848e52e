#pragma once

#include <QObject>
#include <QSocketNotifier>

namespace reveille::cli {

/// SIGINT, SIGTERM and SIGHUP as a Qt signal, through a pipe that the handler writes to (signal-safety(7)).
/// Handlers rather than blocked signals: child processes must not inherit a blocked SIGTERM. One at a time;
/// the former handlers are back when it dies. A second SIGINT ends the program as usual.
class Signals final : public QObject
{
    Q_OBJECT

public:
    explicit Signals(QObject* parent = nullptr);
    ~Signals() override;

Q_SIGNALS:
    void stopAsked();

private:
    void drain();

    int m_readEnd = -1;
    QSocketNotifier* m_notifier = nullptr;
};

} // namespace reveille::cli
