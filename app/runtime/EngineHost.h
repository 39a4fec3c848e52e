#pragma once

#include "core/engine/Engine.h"
#include "core/engine/EngineProxy.h"

#include <functional>
#include <memory>

#include <QObject>
#include <QString>
#include <QThread>

namespace reveille {

class Runtime;

/// Starts and ends an engine for a program, on a thread of its own or on the caller's.
class EngineHost final : public QObject
{
    Q_OBJECT

public:
    enum class Threading
    {
        OwnThread,
        CallersThread
    };

    EngineHost(const QString& directory, Threading threading, QObject* parent = nullptr);
    ~EngineHost() override;

    /// Waits until the data directory is open and the role taken; call once.
    [[nodiscard]] Result<void> open(Engine::Role role);
    /// Answers lines that other programs send over the control socket ("raise"); called on this object's
    /// thread, the answer to the other side is always "understood". Set before open().
    void setLineHandler(std::function<void(const QByteArray& line)> handler);
    [[nodiscard]] EngineClient& client() { return *m_client; }
    /// Ends calls and waits; what is open stays in the journal.
    void close();

private:
    void onEngineThread(const std::function<void()>& work);

    QString m_directory;
    Threading m_threading;
    QThread m_thread;
    QObject* m_worker = nullptr; ///< lives on the engine's thread; what runs there is posted to it
    std::unique_ptr<Runtime> m_runtime;
    std::unique_ptr<EngineProxy> m_client;
    std::function<void(const QByteArray&)> m_lineHandler;
};

} // namespace reveille
