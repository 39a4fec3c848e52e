#pragma once

#include "core/engine/EngineProxy.h"

#include <memory>

#include <QString>

namespace reveille {

class Runtime;

/// An engine on the caller's own thread, with the client that speaks to it: what the command line uses.
class LocalEngine final : public EngineProxy
{
    Q_OBJECT

public:
    explicit LocalEngine(std::unique_ptr<Runtime> runtime);
    /// Ends calls and waits; what is open stays in the journal.
    ~LocalEngine() override;

private:
    std::unique_ptr<Runtime> m_runtime;
};

} // namespace reveille
