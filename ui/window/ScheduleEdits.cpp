#include "ui/window/ScheduleEdits.h"

#include <QPointer>

namespace reveille::ui {

namespace {

/// Whether two versions are the same once `member` is made alike.
bool differOnlyIn(Schedule a, const Schedule& b, const std::function<void(Schedule&)>& alike)
{
    alike(a);
    return a == b;
}

} // namespace

struct ScheduleEdits::Batch
{
    QVector<ScheduleEdit> edits;
    QVector<ScheduleEditResult> results;
    qsizetype open = 0;
    Done done;
    Each each;
};

ScheduleEdits::ScheduleEdits(EngineClient& client, QObject* parent) : QObject(parent), m_client(client) {}

ScheduleId ScheduleEdits::current(ScheduleId id) const
{
    while (m_ids.contains(id))
        id = m_ids.value(id);
    return id;
}

void ScheduleEdits::renamed(const ScheduleId& old, const ScheduleId& now)
{
    if (!(old == now))
        m_ids.insert(old, now);
}

void ScheduleEdits::apply(const QVector<ScheduleEdit>& edits, Done done, Each each)
{
    auto batch = std::make_shared<Batch>();
    batch->edits = edits;
    batch->done = std::move(done);
    batch->each = std::move(each);
    m_batches.push_back(std::move(batch));
    if (m_batches.size() == 1)
        begin();
}

void ScheduleEdits::begin()
{
    while (!m_batches.empty()) {
        const std::shared_ptr<Batch> batch = m_batches.front();
        if (!batch->edits.isEmpty()) {
            batch->open = batch->edits.size();
            batch->results.resize(batch->edits.size());
            for (qsizetype row = 0; row < batch->edits.size(); ++row)
                start(batch, row);
            return;
        }
        m_batches.pop_front();
        batch->done({});
    }
}

void ScheduleEdits::start(const std::shared_ptr<Batch>& batch, qsizetype row)
{
    const ScheduleEdit& edit = batch->edits[row];
    const auto whole = [self = QPointer(this), batch, row](const Result<Schedule>& result) {
        if (self)
            self->settle(batch, row, result);
    };
    Schedule wanted = edit.after ? *edit.after : *edit.before;
    const auto empty = [whole, wanted](const Result<void>& result) {
        whole(result ? Result<Schedule>(wanted) : tl::unexpected(result.error()));
    };
    if (!edit.before) {
        wanted.id = ScheduleId{};
        m_client.saveSchedule(wanted, whole);
        return;
    }
    const ScheduleId id = current(edit.before->id);
    if (!edit.after) {
        m_client.removeSchedule(id, empty);
        return;
    }
    if (differOnlyIn(*edit.before, *edit.after,
                     [&](Schedule& before) { before.enabled = edit.after->enabled; })) {
        m_client.setScheduleEnabled(id, edit.after->enabled, empty);
    } else if (differOnlyIn(*edit.before, *edit.after,
                            [&](Schedule& before) { before.pause = edit.after->pause; })) {
        if (edit.after->pause)
            m_client.pauseSchedule(id, edit.after->pause->until, edit.after->pause->note, empty);
        else
            m_client.resumeSchedule(id, empty);
    } else {
        wanted.id = id;
        m_client.saveSchedule(wanted, whole);
    }
}

void ScheduleEdits::settle(const std::shared_ptr<Batch>& batch, qsizetype row, const Result<Schedule>& result)
{
    ScheduleEditResult& told = batch->results[row];
    told.edit = batch->edits[row];
    if (!result)
        told.error = result.error();
    else if (told.edit.after) {
        if (!told.edit.before && !told.edit.after->id.isEmpty())
            renamed(current(told.edit.after->id), result->id);
        told.edit.after = *result;
    }
    if (batch->each)
        batch->each(row, told);
    if (--batch->open > 0)
        return;
    m_batches.pop_front();
    const auto results = batch->results;
    if (batch->done)
        batch->done(results);
    begin();
}

} // namespace reveille::ui
