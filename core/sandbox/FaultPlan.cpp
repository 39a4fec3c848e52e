#include "core/sandbox/FaultPlan.h"

#include <algorithm>
#include <array>

namespace reveille::sandbox {

using namespace Qt::StringLiterals;
using namespace std::chrono;

namespace {

struct KindWord
{
    SandboxFault::Kind kind;
    const char16_t* word;
};

constexpr std::array<KindWord, 16> kKinds{{{SandboxFault::Kind::Latency, u"latency"},
                                           {SandboxFault::Kind::Answer, u"answer"},
                                           {SandboxFault::Kind::Page, u"page"},
                                           {SandboxFault::Kind::Redirect, u"redirect"},
                                           {SandboxFault::Kind::DropRequest, u"drop-request"},
                                           {SandboxFault::Kind::Drop, u"drop"},
                                           {SandboxFault::Kind::Truncate, u"truncate"},
                                           {SandboxFault::Kind::Drip, u"drip"},
                                           {SandboxFault::Kind::Hang, u"hang"},
                                           {SandboxFault::Kind::Refuse, u"refuse"},
                                           {SandboxFault::Kind::Expire, u"expire"},
                                           {SandboxFault::Kind::Cancel, u"cancel"},
                                           {SandboxFault::Kind::WakeFails, u"wake-fails"},
                                           {SandboxFault::Kind::WakeSlow, u"wake-slow"},
                                           {SandboxFault::Kind::ItemFails, u"item-fails"},
                                           {SandboxFault::Kind::Forget, u"forget"}}};

} // namespace

void FaultPlan::add(const SandboxFault& fault)
{
    m_entries.push_back({fault, QRegularExpression(fault.path), fault.skip, fault.times});
}

std::optional<SandboxFault> FaultPlan::hit(std::initializer_list<Kind> kinds, const QString* method,
                                           const QString& subject)
{
    for (auto it = m_entries.begin(); it != m_entries.end(); ++it) {
        const bool kind = std::find(kinds.begin(), kinds.end(), it->fault.kind) != kinds.end();
        if (!kind || (method && !it->fault.method.isEmpty() && it->fault.method != *method) ||
            !it->path.match(subject).hasMatch())
            continue;
        if (it->skip > 0) {
            --it->skip;
            continue;
        }
        const SandboxFault fault = it->fault;
        if (fault.times > 0 && --it->left == 0)
            m_entries.erase(it);
        return fault;
    }
    return std::nullopt;
}

std::optional<SandboxFault> FaultPlan::request(std::initializer_list<Kind> kinds, const HttpRequest& request)
{
    if (m_entries.empty())
        return std::nullopt;
    const QString method = QString::fromLatin1(request.method);
    return hit(kinds, &method, QString::fromUtf8(request.path));
}

std::optional<SandboxFault> FaultPlan::machine(std::initializer_list<Kind> kinds, const QString& machineId)
{
    return m_entries.empty() ? std::nullopt : hit(kinds, nullptr, machineId);
}

QJsonArray FaultPlan::toJson() const
{
    QJsonArray array;
    for (const Entry& entry : m_entries) {
        QJsonObject object = sandbox::toJson(entry.fault);
        object.insert(u"left"_s, entry.left);
        array.append(object);
    }
    return array;
}

Result<SandboxFault> faultFromJson(const QJsonObject& object)
{
    SandboxFault fault;
    const QString word = object.value(u"kind"_s).toString();
    const auto* const kind = std::find_if(kKinds.begin(), kKinds.end(),
                                          [&](const KindWord& k) { return word == QStringView(k.word); });
    if (kind == kKinds.end())
        return fail(ErrorCode::InvalidArgument, u"kind"_s, word);
    fault.kind = kind->kind;
    fault.method = object.value(u"method"_s).toString();
    fault.path = object.value(u"path"_s).toString();
    if (!QRegularExpression(fault.path).isValid())
        return fail(ErrorCode::InvalidArgument, u"path"_s, fault.path);
    fault.skip = object.value(u"skip"_s).toInt(0);
    fault.times = object.value(u"times"_s).toInt(1);
    fault.delay = milliseconds(object.value(u"delay_ms"_s).toInteger(0));
    fault.status = object.value(u"status"_s).toInt(503);
    if (fault.status < 400 || fault.status > 599)
        return fail(ErrorCode::InvalidArgument, u"status"_s, QString::number(fault.status));
    fault.code = object.value(u"code"_s).toString();
    if (object.contains(u"retry_after_ms"_s))
        fault.retryAfter = milliseconds(object.value(u"retry_after_ms"_s).toInteger());
    const QString place = object.value(u"retry_in"_s).toString(u"all"_s);
    if (place != u"all" && place != u"header" && place != u"body")
        return fail(ErrorCode::InvalidArgument, u"retry_in"_s, place);
    fault.retryIn = place == u"header" ? SandboxFault::RetryIn::Header
                    : place == u"body" ? SandboxFault::RetryIn::Body
                                       : SandboxFault::RetryIn::All;
    fault.bytes = object.value(u"bytes"_s).toInteger(0);
    return fault;
}

QJsonObject toJson(const SandboxFault& fault)
{
    const auto* const kind =
        std::find_if(kKinds.begin(), kKinds.end(), [&](const KindWord& k) { return k.kind == fault.kind; });
    QJsonObject object{{u"kind"_s, QString::fromUtf16(kind->word)},
                       {u"method"_s, fault.method},
                       {u"path"_s, fault.path},
                       {u"skip"_s, fault.skip},
                       {u"times"_s, fault.times},
                       {u"delay_ms"_s, qint64(fault.delay.count())},
                       {u"status"_s, fault.status},
                       {u"code"_s, fault.code},
                       {u"bytes"_s, fault.bytes}};
    if (fault.retryAfter)
        object.insert(u"retry_after_ms"_s, qint64(fault.retryAfter->count()));
    if (fault.retryIn != SandboxFault::RetryIn::All) {
        const bool header = fault.retryIn == SandboxFault::RetryIn::Header;
        object.insert(u"retry_in"_s, header ? u"header"_s : u"body"_s);
    }
    return object;
}

} // namespace reveille::sandbox
