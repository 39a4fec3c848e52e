#pragma once

#include "core/providers/unikraft/Target.h"

#include <QVector>

namespace reveille::unikraft {

/// Reads the instances of one metro page by page. The cursor is inclusive: the row it names is the first of
/// the next page. If that row has been deleted meanwhile the page is empty, and its time of creation takes
/// its place. What is listed twice is told once; templates and checkpoints are left out.
class InstanceList final : public CallHandle
{
public:
    InstanceList(const Link& link, Metro metro, Reply<QVector<Machine>> reply);

private:
    enum class Cursor
    {
        None,
        Uuid,
        CreationTime,
    };

    void askFor(Cursor cursor);
    void take(const Result<Envelope>& answer, Cursor cursor);
    [[nodiscard]] qsizetype addNew(const QJsonArray& items);
    void end(Result<QVector<Machine>> result);

    Link m_link;
    Metro m_metro;
    Reply<QVector<Machine>> m_reply;
    QVector<Machine> m_machines;
    QSet<QString> m_seen;
    SharedTexts m_texts;
    QString m_lastUuid;
    QString m_lastCreated;
    Conversation m_talk;
};

} // namespace reveille::unikraft
