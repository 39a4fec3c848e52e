#include "core/model/SchedulePolicy.h"

#include "core/model/TimeText.h"
#include "core/model/Words.h"

#include <QJsonArray>
#include <QJsonValue>

using namespace Qt::StringLiterals;

namespace reveille {

namespace {

QJsonValue seconds(const std::optional<std::chrono::seconds>& value)
{
    return value ? QJsonValue(qint64{value->count()}) : QJsonValue();
}

/// Reads members one by one and remembers whether all could be read.
class Reader
{
public:
    explicit Reader(const QJsonObject& json) : m_json(json) {}

    [[nodiscard]] bool ok() const { return m_ok; }

    template <typename Enum> void word(QLatin1String name, Enum& value)
    {
        const QJsonValue given = m_json.value(name);
        if (given.isUndefined())
            return;
        if (const auto read = fromWord<Enum>(given.toString()))
            value = *read;
        else
            m_ok = false;
    }
    template <typename Number> void number(QLatin1String name, Number& value)
    {
        const QJsonValue given = m_json.value(name);
        if (given.isUndefined())
            return;
        if (given.isDouble())
            value = static_cast<Number>(given.toInteger());
        else
            m_ok = false;
    }
    void duration(QLatin1String name, std::chrono::seconds& value)
    {
        qint64 count = value.count();
        number(name, count);
        value = std::chrono::seconds(count);
    }
    void flag(QLatin1String name, bool& value)
    {
        const QJsonValue given = m_json.value(name);
        if (!given.isUndefined())
            value = given.toBool();
    }
    /// Null and absent are both nothing.
    [[nodiscard]] std::optional<qint64> optionalNumber(QLatin1String name)
    {
        const QJsonValue given = m_json.value(name);
        if (given.isUndefined() || given.isNull())
            return std::nullopt;
        if (!given.isDouble())
            m_ok = false;
        return given.toInteger();
    }
    void fail() { m_ok = false; }
    [[nodiscard]] QJsonValue value(QLatin1String name) const { return m_json.value(name); }

private:
    const QJsonObject& m_json;
    bool m_ok = true;
};

QJsonObject full(const SchedulePolicy& policy)
{
    return {
        {u"overlap"_s, toWord(policy.overlap)},
        {u"overlap_limit"_s, policy.overlapLimit},
        {u"parallel_on_machine"_s, policy.parallelOnMachine},
        {u"on_miss"_s, toWord(policy.onMiss)},
        {u"miss_limit"_s, policy.missLimit},
        {u"miss_window_s"_s, qint64{policy.missWindow.count()}},
        {u"start_deadline_s"_s, seconds(policy.startDeadline)},
        {u"jitter_s"_s, qint64{policy.jitter.count()}},
        {u"jitter_fixed"_s, policy.fixedJitter},
        {u"infrastructure_retries"_s, policy.infrastructureRetries},
        {u"command_retries"_s, policy.commandRetries},
        {u"pause_after_failures"_s, policy.pauseAfterFailures},
        {u"until"_s, policy.until ? QJsonValue(toRfc3339(*policy.until)) : QJsonValue()},
        {u"run_limit"_s, policy.runLimit ? QJsonValue(*policy.runLimit) : QJsonValue()},
        {u"skip_next"_s, policy.skipNext},
        {u"excluded_dates"_s, QJsonArray::fromStringList(policy.excludedDates)},
        {u"sleep_after"_s, toWord(policy.sleepAfter)},
        {u"dst_gap"_s, toWord(policy.gap)},
        {u"dst_fold"_s, toWord(policy.fold)},
    };
}

} // namespace

QJsonObject toJson(const SchedulePolicy& policy, JsonDetail detail)
{
    QJsonObject json = full(policy);
    if (detail == JsonDetail::Full)
        return json;
    const QJsonObject defaults = full(SchedulePolicy{});
    for (auto it = defaults.constBegin(); it != defaults.constEnd(); ++it) {
        if (json.value(it.key()) == it.value())
            json.remove(it.key());
    }
    return json;
}

std::optional<SchedulePolicy> policyFromJson(const QJsonObject& json)
{
    SchedulePolicy policy;
    Reader reader(json);
    reader.word("overlap"_L1, policy.overlap);
    reader.number("overlap_limit"_L1, policy.overlapLimit);
    reader.flag("parallel_on_machine"_L1, policy.parallelOnMachine);
    reader.word("on_miss"_L1, policy.onMiss);
    reader.number("miss_limit"_L1, policy.missLimit);
    reader.duration("miss_window_s"_L1, policy.missWindow);
    if (const auto deadline = reader.optionalNumber("start_deadline_s"_L1))
        policy.startDeadline = std::chrono::seconds(*deadline);
    reader.duration("jitter_s"_L1, policy.jitter);
    reader.flag("jitter_fixed"_L1, policy.fixedJitter);
    reader.number("infrastructure_retries"_L1, policy.infrastructureRetries);
    reader.number("command_retries"_L1, policy.commandRetries);
    reader.number("pause_after_failures"_L1, policy.pauseAfterFailures);
    if (const QJsonValue until = reader.value("until"_L1); until.isString()) {
        policy.until = fromRfc3339(until.toString());
        if (!policy.until)
            reader.fail();
    }
    policy.runLimit = reader.optionalNumber("run_limit"_L1);
    reader.number("skip_next"_L1, policy.skipNext);
    for (const QJsonValue& date : reader.value("excluded_dates"_L1).toArray())
        policy.excludedDates.append(date.toString());
    reader.word("sleep_after"_L1, policy.sleepAfter);
    reader.word("dst_gap"_L1, policy.gap);
    reader.word("dst_fold"_L1, policy.fold);
    if (!reader.ok())
        return std::nullopt;
    return policy;
}

} // namespace reveille
