#pragma once

#include <memory>

namespace reveille {

/// Hold it and the call goes on; destroy it and the call is aborted and its reply never comes. It may be
/// destroyed from within its own reply.
class CallHandle
{
public:
    virtual ~CallHandle() = default;
};
using Call = std::unique_ptr<CallHandle>;

} // namespace reveille
