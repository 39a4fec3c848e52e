#include "core/engine/ProviderDesk.h"
#include "core/engine/ProviderForm.h"

// The part of ProviderDesk that follows the clock changes of zones.

namespace reveille {

using calendar::Instant;

namespace {

/// How many resends a schedule remembers: of ten years, where clocks change twice a year.
constexpr qsizetype kMostResends = 20;

QStringList linesOf(const QVector<ProviderSchedule>& entries)
{
    QStringList lines;
    for (const ProviderSchedule& entry : entries)
        lines.append(entry.when);
    return lines;
}

} // namespace

void ProviderDesk::sendAgain()
{
    const Instant now = m_ports.clock->now();
    for (const Schedule& schedule : m_ports.stored()) {
        if (schedule.firedBy != FiredBy::Provider || !schedule.provider || !schedule.enabled ||
            schedule.provider->drift != Drift::None || schedule.zone == u"UTC")
            continue;
        const auto known = m_sent.constFind(schedule.id);
        const bool isRight = known != m_sent.cend() && known->when == schedule.when &&
                             known->zone == schedule.zone && (!known->rightUntil || now < *known->rightUntil);
        if (isRight)
            continue;
        const QStringList from = linesOf(schedule.provider->allAgreed());
        const auto form = providerFormOf(schedule, schedule, now);
        if (!form) {
            // Only if it was right until now: what has no run to come any more needs none.
            if (known != m_sent.cend() && known->rightUntil)
                noteResend(schedule.id, {now, from, {}, false, form.error().detail});
            continue;
        }
        const QStringList to = linesOf(form->entries);
        if (to == from) {
            m_sent.insert(schedule.id, Sent{schedule.when, schedule.zone, form->rightUntil});
            continue;
        }
        save(schedule, schedule, [this, id = schedule.id, from, to](const Result<Schedule>& answer) {
            const QString refusal = answer ? QString() : answer.error().detail;
            noteResend(id, {m_ports.clock->now(), from, to, answer.has_value(), refusal});
        });
    }
}

void ProviderDesk::noteResend(const ScheduleId& id, const ProviderResend& resend)
{
    auto current = row(id);
    if (!current || !current->provider)
        return;
    QVector<ProviderResend>& resends = current->provider->resends;
    // The same refusal at every look is one.
    const bool isKnown = !resends.isEmpty() && !resends.constLast().verified && !resend.verified &&
                         resends.constLast().from == resend.from && resends.constLast().to == resend.to &&
                         resends.constLast().refusal == resend.refusal;
    if (isKnown)
        return;
    resends.append(resend);
    if (resends.size() > kMostResends)
        resends.removeFirst();
    (void)m_ports.store({*current}); // what could not be written is not worth failing for: it has been sent
}

std::optional<Instant> ProviderDesk::nextSending() const
{
    std::optional<Instant> first;
    for (const Sent& sent : m_sent) {
        if (sent.rightUntil && (!first || *sent.rightUntil < *first))
            first = sent.rightUntil;
    }
    return first;
}

} // namespace reveille
