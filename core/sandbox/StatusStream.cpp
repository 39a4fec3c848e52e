#include "core/sandbox/StatusStream.h"

#include <utility>

#include <QJsonDocument>

namespace reveille::sandbox {

using namespace std::chrono;
using namespace Qt::StringLiterals;

namespace {

constexpr milliseconds kBookmarkEvery = seconds(10);
constexpr milliseconds kCommentEvery = seconds(15);
constexpr milliseconds kLeastPause{20};

bool hasArrived(const MachineRecord& machine)
{
    switch (machine.phase) {
    case Phase::Running:
        return machine.desired == u"running";
    case Phase::Sleeping:
        return machine.desired == u"sleeping";
    case Phase::Destroyed:
    case Phase::Failed:
        return true;
    default:
        return false;
    }
}

QByteArray eventText(const char* type, const QByteArray& id, const QJsonObject& data)
{
    return QByteArray("event: ") + type + "\nid: " + id +
           "\ndata: " + QJsonDocument(data).toJson(QJsonDocument::Compact) + "\n\n";
}

} // namespace

StatusStream::StatusStream(const Parts& parts, QString machine, const QByteArray& lastEventId)
    : m_parts(parts), m_machine(std::move(machine)), m_known(lastEventId.trimmed())
{
    m_bookmarks.setInterval(std::max(parts.pace.real(kBookmarkEvery), kLeastPause));
    m_comments.setInterval(std::max(parts.pace.real(kCommentEvery), kLeastPause));
    connect(&m_bookmarks, &QTimer::timeout, this, &StatusStream::bookmark);
    connect(&m_comments, &QTimer::timeout, this, [this] { Q_EMIT piece(": keepalive\n\n"); });
}

void StatusStream::begin()
{
    connect(&m_parts.lifecycle, &MachineLifecycle::changed, this, [this](const QString& machine) {
        if (machine == m_machine)
            tell();
    });
    connect(&m_parts.lifecycle, &MachineLifecycle::leaving, this, [this](const QString& machine) {
        if (machine == m_machine)
            Q_EMIT ended();
    });
    m_bookmarks.start();
    m_comments.start();
    tell();
}

void StatusStream::tell()
{
    const MachineRecord* const machine = m_parts.machines.find(m_machine);
    if (!machine) {
        Q_EMIT ended();
        return;
    }
    const QByteArray id = QByteArray::number(machine->revision);
    if (id == m_known) {
        bookmark();
    } else {
        m_known = id;
        Q_EMIT piece(eventText("status", id, wireJson(*machine, m_parts.options.shape, MachinePlace::Mutation)));
    }
    if (hasArrived(*machine)) {
        m_bookmarks.stop();
        m_comments.stop();
        disconnect(&m_parts.lifecycle, nullptr, this, nullptr);
        Q_EMIT ended();
    }
}

void StatusStream::bookmark()
{
    Q_EMIT piece(eventText("bookmark", m_known, {{u"revision"_s, QString::fromLatin1(m_known)}}));
}

} // namespace reveille::sandbox
