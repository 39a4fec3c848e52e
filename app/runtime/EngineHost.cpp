#include "app/runtime/EngineHost.h"

#include "app/runtime/Runtime.h"

#include <utility>

namespace reveille {

EngineHost::EngineHost(const QString& directory, Threading threading, QObject* parent)
    : QObject(parent), m_directory(directory), m_threading(threading)
{
    m_thread.setObjectName(QStringLiteral("engine"));
}

EngineHost::~EngineHost()
{
    close();
}

void EngineHost::setLineHandler(std::function<void(const QByteArray&)> handler)
{
    m_lineHandler = std::move(handler);
}

void EngineHost::onEngineThread(const std::function<void()>& work)
{
    if (m_threading == Threading::CallersThread)
        work();
    else
        QMetaObject::invokeMethod(m_worker, work, Qt::BlockingQueuedConnection);
}

Result<void> EngineHost::open(Engine::Role role)
{
    if (m_threading == Threading::OwnThread) {
        m_worker = new QObject;
        m_worker->moveToThread(&m_thread);
        connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
        m_thread.start();
    }
    Result<void> opened;
    onEngineThread([this, role, &opened] {
        m_runtime = std::make_unique<Runtime>(m_directory);
        m_runtime->engine().setForeignLineHandler([this](const QByteArray& line) {
            if (!m_lineHandler)
                return false;
            QMetaObject::invokeMethod(
                this, [this, line] { m_lineHandler(line); }, Qt::QueuedConnection);
            return true;
        });
        opened = m_runtime->engine().open(m_directory, role);
    });
    m_client = std::make_unique<EngineProxy>(m_runtime->engine());
    return opened;
}

void EngineHost::close()
{
    if (!m_runtime)
        return;
    onEngineThread([this] {
        m_runtime->engine().close();
        // The proxy refers to the engine until the next line of close(), so the engine is destroyed after it.
    });
    m_client.reset();
    onEngineThread([this] { m_runtime.reset(); });
    if (m_threading == Threading::OwnThread) {
        m_thread.quit();
        m_thread.wait();
    }
}

} // namespace reveille
