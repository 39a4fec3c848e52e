#pragma once

#include <chrono>

namespace reveille {

/// How long to wait between two lists of the clouds while a person looks. Clouds of instances tell nothing by
/// themselves: they are listed every five seconds while something happens there, and half as often each time
/// that nothing has, down to every half minute. Pure.
class PollPace
{
public:
    /// A cloud of instances was listed: did anything differ?
    void listed(bool changed);

    /// `hasInstances`: there is such a cloud at all; `mustPoll`: machines between two states can be followed
    /// in no other way than by listing them.
    [[nodiscard]] std::chrono::seconds next(bool hasInstances, bool mustPoll) const;

private:
    std::chrono::seconds m_pause{5};
};

/// Whose turn it is at a poll: an account that fails is passed by, twice as often each time, up to ten times
/// in a row; one that answers is asked at every poll. Pure.
class PollTurns
{
public:
    void listed(bool succeeded);
    /// At every poll.
    [[nodiscard]] bool take();

private:
    int m_failures = 0;
    int m_skips = 0;
};

} // namespace reveille
