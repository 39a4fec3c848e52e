#pragma once

#include "app/runtime/SandboxAccess.h"
#include "core/providers/Provider.h"

#include <functional>
#include <memory>
#include <utility>

namespace reveille {

/// The call as its owner holds it: aborts whatever is under way behind it.
class ForwardedCall final : public CallHandle
{
public:
    struct State
    {
        Call inner;
        bool reopened = false;
    };
    explicit ForwardedCall(std::shared_ptr<State> state) : m_state(std::move(state)) {}
    ~ForwardedCall() override { m_state->inner.reset(); }
    ForwardedCall(const ForwardedCall&) = delete;
    ForwardedCall& operator=(const ForwardedCall&) = delete;

private:
    std::shared_ptr<State> m_state;
};

/// Makes a call of the built-in sandbox: opens it first, and once more when the process that ran it turns out
/// to have ended.
template <typename T>
[[nodiscard]] Call forwardToSandbox(SandboxAccess& sandbox, const AccountId& account,
                                    std::function<Call(Provider&, Reply<T>)> begin, Reply<T> reply)
{
    auto state = std::make_shared<ForwardedCall::State>();
    // The state dies with the handle, and with it the right to answer.
    const std::weak_ptr<ForwardedCall::State> alive = state;
    struct Steps
    {
        SandboxAccess& access;
        AccountId account;
        std::function<Call(Provider&, Reply<T>)> begin;
        Reply<T> reply;
        std::weak_ptr<ForwardedCall::State> alive;

        void open(const std::shared_ptr<Steps>& self) const
        {
            access.open(account, [self](const Result<Provider*>& provider) {
                const auto state = self->alive.lock();
                if (!state)
                    return;
                if (!provider) {
                    self->reply(tl::unexpected(provider.error()));
                    return;
                }
                state->inner =
                    self->begin(**provider, [self](Result<T> answer) { self->answered(self, answer); });
            });
        }
        void answered(const std::shared_ptr<Steps>& self, Result<T>& answer) const
        {
            const auto state = alive.lock();
            if (!state)
                return;
            const bool refused = !answer && answer.error().code == ErrorCode::ConnectionRefused;
            if (refused && !std::exchange(state->reopened, true) && access.lost()) {
                open(self);
                return;
            }
            reply(std::move(answer));
        }
    };
    const auto steps =
        std::make_shared<Steps>(Steps{sandbox, account, std::move(begin), std::move(reply), alive});
    steps->open(steps);
    return std::make_unique<ForwardedCall>(std::move(state));
}

} // namespace reveille
