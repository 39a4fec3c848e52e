#pragma once

#include "core/engine/EngineClient.h"

#include <deque>
#include <functional>
#include <memory>
#include <optional>

#include <QHash>
#include <QObject>
#include <QVector>

namespace reveille::ui {

/// What becomes of one schedule. Before nothing: it is added. After nothing: it is removed.
struct ScheduleEdit
{
    std::optional<Schedule> before;
    std::optional<Schedule> after;

    [[nodiscard]] const Schedule& subject() const { return before ? *before : *after; }
};

/// What became of an edit: what is there now, or why it was refused.
struct ScheduleEditResult
{
    ScheduleEdit edit; ///< with what the engine made of `after`
    std::optional<Error> error;
};

/// Carries edits to the engine, one batch after the other, each schedule by itself: one that is refused stops
/// no other. Knows under which id a schedule is kept now (what was removed comes back under another one).
class ScheduleEdits final : public QObject
{
    Q_OBJECT

public:
    using Done = std::function<void(const QVector<ScheduleEditResult>&)>;

    explicit ScheduleEdits(EngineClient& client, QObject* parent = nullptr);

    /// Told of each result as it comes, by its place.
    using Each = std::function<void(qsizetype, const ScheduleEditResult&)>;
    /// `done` gets one result for each edit, in their order.
    void apply(const QVector<ScheduleEdit>& edits, Done done, Each each = {});
    /// Remembers that `old` came back as `now`.
    void renamed(const ScheduleId& old, const ScheduleId& now);
    [[nodiscard]] ScheduleId current(ScheduleId id) const;

private:
    struct Batch;
    void begin();
    void start(const std::shared_ptr<Batch>& batch, qsizetype row);
    void settle(const std::shared_ptr<Batch>& batch, qsizetype row, const Result<Schedule>& result);

    EngineClient& m_client;
    std::deque<std::shared_ptr<Batch>> m_batches;
    QHash<ScheduleId, ScheduleId> m_ids;
};

} // namespace reveille::ui
