#include "core/sandbox/unikraft/Listing.h"

#include "core/model/TimeText.h"

#include <QUuid>

#include <algorithm>

namespace reveille::sandbox::unikraft {

using namespace Qt::StringLiterals;

namespace {

tl::unexpected<Refusal> bad(const QString& name, const QString& value)
{
    return refuse(Code::Malformed, u"Invalid value '%1' of '%2'"_s.arg(value, name));
}

/// Is the record at or after the place where the page begins?
class Begin
{
public:
    static std::optional<Begin> of(const InstanceStore& store, const ListRequest& request)
    {
        Begin begin;
        begin.m_descending = request.descending;
        if (!request.from)
            return begin;
        if (const auto at = fromRfc3339(*request.from)) {
            begin.m_at = at;
            return begin;
        }
        const InstanceRecord* const record = store.find(request.from->toLower());
        if (!record)
            return std::nullopt;
        begin.m_sequence = record->sequence;
        return begin;
    }
    [[nodiscard]] bool reached(const InstanceRecord& record) const
    {
        if (m_at)
            return m_descending ? record.createdAt <= *m_at : record.createdAt >= *m_at;
        if (m_sequence)
            return m_descending ? record.sequence <= *m_sequence : record.sequence >= *m_sequence;
        return true;
    }

private:
    bool m_descending = false;
    std::optional<Instant> m_at;
    std::optional<qint64> m_sequence;
};

bool carries(const InstanceRecord& record, const QStringList& tags)
{
    const QStringList own = record.tags();
    return std::all_of(tags.begin(), tags.end(), [&](const QString& tag) { return own.contains(tag); });
}

} // namespace

Outcome<ListRequest> ListRequest::read(const Query& query)
{
    if (const auto unknown =
            query.unknown({"details", "count", "from", "order", "sortby", "tags", "uuid", "name"}))
        return refuse(Code::Malformed, u"'%1' is not a valid member"_s.arg(*unknown));
    ListRequest request;
    const auto details = query.flag("details", true);
    if (!details)
        return tl::unexpected(details.error());
    request.details = *details;
    if (const auto count = query.first("count")) {
        bool number = false;
        request.count = count->toLongLong(&number);
        if (!number || request.count < 0)
            return bad(u"count"_s, *count);
    }
    request.from = query.first("from");
    if (request.from && !fromRfc3339(*request.from) && QUuid::fromString(*request.from).isNull())
        return bad(u"from"_s, *request.from);
    if (const auto order = query.first("order")) {
        request.descending = *order == u"desc" || *order == u"PAGINATION_ORDER_DESC";
        if (!request.descending && *order != u"asc" && *order != u"PAGINATION_ORDER_ASC")
            return bad(u"order"_s, *order);
    }
    if (const auto key = query.first("sortby");
        key && *key != u"create_time" && *key != u"PAGINATION_SORT_BY_CREATE_TIME")
        return bad(u"sortby"_s, *key);
    request.tags = query.list("tags");
    return request;
}

std::vector<const InstanceRecord*> listOf(const InstanceStore& store, Kind kind, const ListRequest& request)
{
    std::vector<const InstanceRecord*> page;
    const auto begin = Begin::of(store, request);
    if (!begin)
        return page;
    const auto full = [&] { return request.count > 0 && std::ssize(page) >= request.count; };
    const auto take = [&](const InstanceRecord& record) {
        if (kindOf(record) == kind && begin->reached(record) && carries(record, request.tags))
            page.push_back(&record);
    };
    const auto& all = store.all();
    if (request.descending) {
        for (auto it = all.rbegin(); it != all.rend() && !full(); ++it)
            take(*it->second);
    } else {
        for (auto it = all.begin(); it != all.end() && !full(); ++it)
            take(*it->second);
    }
    return page;
}

} // namespace reveille::sandbox::unikraft
