#include "app/runtime/LocalEngine.h"

#include "app/runtime/Runtime.h"

#include <utility>

namespace reveille {

LocalEngine::LocalEngine(std::unique_ptr<Runtime> runtime)
    : EngineProxy(runtime->engine()), m_runtime(std::move(runtime))
{}

LocalEngine::~LocalEngine()
{
    m_runtime->engine().close();
}

} // namespace reveille
