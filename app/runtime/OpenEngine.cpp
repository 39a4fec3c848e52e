#include "app/runtime/OpenEngine.h"

#include "app/runtime/LocalEngine.h"
#include "app/runtime/Runtime.h"

#include <utility>

namespace reveille {

Result<std::unique_ptr<EngineClient>> openLocalEngine(const QString& directory, Engine::Role role)
{
    auto runtime = std::make_unique<Runtime>(directory);
    if (const auto opened = runtime->engine().open(directory, role); !opened)
        return tl::unexpected(opened.error());
    return std::make_unique<LocalEngine>(std::move(runtime));
}

} // namespace reveille
