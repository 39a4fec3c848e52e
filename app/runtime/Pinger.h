#pragma once

#include "core/engine/Changes.h"
#include "core/model/Call.h"

#include <unordered_map>

#include <QHash>
#include <QObject>
#include <QSet>
#include <QString>

namespace reveille {

class HttpClient;

/// Tells the address of a schedule, in the style of Healthchecks, when a run starts (`/start`), succeeds (the
/// address itself) or does not (`/fail`), and when an occurrence is skipped or missed (`/log`), with one line
/// that says what became of it, never output. Only runs that this process has seen open are told of. What
/// becomes of a ping has no effect on the run.
class Pinger final : public QObject
{
    Q_OBJECT

public:
    /// `http` must outlive it.
    explicit Pinger(HttpClient& http, QObject* parent = nullptr);

    /// Hears what the engine says; ignored while another process is the runner.
    void take(const Changes& changes);

private:
    void takeRun(const Run& run);
    void tell(const QString& address, const QString& what, const QByteArray& line);

    HttpClient& m_http;
    bool m_isRunner = false;
    QHash<ScheduleId, QString> m_addresses;
    QHash<RunId, bool> m_open; ///< whether the start has been told
    QSet<RunId> m_records;     ///< closed when first seen
    bool m_heardFirst = false;
    std::unordered_map<quint64, Call> m_calls;
    quint64 m_lastCall = 0;
};

} // namespace reveille
