#pragma once

#include "core/model/Call.h"

#include <utility>

namespace reveille {

/// One call made of several exchanges, one after the other. Destroying it aborts the one under way, so a
/// reply that captures a pointer to its conversation only ever runs while the conversation lives.
class Conversation final : public CallHandle
{
public:
    /// Replaces the exchange before it. May be called from within that one's reply.
    void step(Call call) { const Call ended = std::exchange(m_step, std::move(call)); }

private:
    Call m_step;
};

} // namespace reveille
