#include "core/providers/unikraft/MetroDirectory.h"

#include "core/http/Endpoint.h"
#include "core/model/DeferredReply.h"

#include <algorithm>

#include <QSet>

namespace reveille::unikraft {

using namespace Qt::StringLiterals;

namespace {

/// A code twice would make two instances one: the later one is told apart by its address.
void addEntry(QVector<MetroEntry>& entries, MetroEntry entry)
{
    const auto sameCode = [&entry](const MetroEntry& other) { return other.metro.code == entry.metro.code; };
    const auto found = std::find_if(entries.cbegin(), entries.cend(), sameCode);
    if (found != entries.cend()) {
        if (found->metro.base == entry.metro.base)
            return;
        entry.metro.code += u'-' + endpointName(entry.metro.base);
    }
    entries.append(std::move(entry));
}

} // namespace

QVector<Metro> metrosOf(const Envelope& envelope)
{
    QVector<Metro> metros;
    for (const QJsonValue item : itemsOf(envelope, u"metros"_s)) {
        QString code = item[u"iata_code"_s].toString().toLower();
        if (code.isEmpty())
            code = item[u"name"_s].toString().toLower();
        const QUrl base = withoutVersion(QUrl(item[u"endpoint"_s].toString()));
        if (!code.isEmpty() && !code.contains(u'/') && !base.host().isEmpty())
            metros.append({code, base});
    }
    return metros;
}

MetroDirectory::MetroDirectory(std::shared_ptr<UnikraftChannel> channel, QStringList configured,
                               const QUrl& controlPlane)
    : m_channel(std::move(channel)),
      m_configured(std::move(configured)),
      m_controlPlane(controlPlane.isEmpty() ? publicControlPlane() : withoutVersion(controlPlane)),
      m_isPublic(m_controlPlane == publicControlPlane())
{
    if (!needsControlPlane())
        m_known = entriesFrom({});
}

bool MetroDirectory::needsControlPlane() const
{
    if (m_configured.isEmpty())
        return true;
    return !m_isPublic && !std::all_of(m_configured.cbegin(), m_configured.cend(), isMetroAddress);
}

QVector<MetroEntry> MetroDirectory::entriesFrom(const QVector<Metro>& listed) const
{
    QVector<MetroEntry> entries;
    if (m_configured.isEmpty()) {
        for (const Metro& metro : listed)
            addEntry(entries, {metro, {}});
        return entries;
    }
    for (const QString& text : m_configured) {
        const auto metro = metroFromText(text);
        if (!metro) {
            addEntry(entries, {{text, {}}, metro.error()});
            continue;
        }
        if (m_isPublic || isMetroAddress(text)) {
            addEntry(entries, {*metro, {}});
            continue;
        }
        const auto found = std::find_if(listed.cbegin(), listed.cend(),
                                        [&](const Metro& one) { return one.code == metro->code; });
        if (found != listed.cend())
            addEntry(entries, {*found, {}});
        else
            addEntry(entries, {{metro->code, {}},
                               fail(ErrorCode::NotFound, u"metro "_s + metro->code,
                                    u"not listed by "_s + endpointName(m_controlPlane))
                                   .value()});
    }
    return entries;
}

Call MetroDirectory::list(Reply<QVector<MetroEntry>> reply)
{
    if (m_known)
        return deferredReply<QVector<MetroEntry>>(*m_known, std::move(reply));
    Ask ask;
    ask.path = u"/metros"_s;
    ask.subject = u"metros"_s;
    return m_channel->ask(
        m_controlPlane, ask,
        [self = shared_from_this(), reply = std::move(reply)](const Result<Envelope>& answer) {
            if (!answer) {
                reply(tl::unexpected(answer.error()));
                return;
            }
            QVector<MetroEntry> entries = self->entriesFrom(metrosOf(*answer));
            if (entries.isEmpty()) {
                reply(fail(ErrorCode::BadAnswer, endpointName(self->m_controlPlane), u"it lists no metro"_s));
                return;
            }
            self->m_known = entries;
            reply(std::move(entries));
        });
}

Call MetroDirectory::find(const QString& code, Reply<Metro> reply)
{
    return list([code, reply = std::move(reply)](const Result<QVector<MetroEntry>>& entries) {
        if (!entries) {
            reply(tl::unexpected(entries.error()));
            return;
        }
        const auto found = std::find_if(entries->cbegin(), entries->cend(),
                                        [&](const MetroEntry& entry) { return entry.metro.code == code; });
        if (found == entries->cend())
            reply(fail(ErrorCode::NotFound, u"metro "_s + code, u"the account does not have it"_s));
        else if (found->error)
            reply(tl::unexpected(*found->error));
        else
            reply(found->metro);
    });
}

Call MetroDirectory::first(Reply<Metro> reply)
{
    return list([reply = std::move(reply)](const Result<QVector<MetroEntry>>& entries) {
        if (!entries) {
            reply(tl::unexpected(entries.error()));
            return;
        }
        const MetroEntry& entry = entries->first();
        if (entry.error)
            reply(tl::unexpected(*entry.error));
        else
            reply(entry.metro);
    });
}

} // namespace reveille::unikraft
