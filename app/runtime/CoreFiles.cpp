#include "app/runtime/CoreFiles.h"

#include <sys/prctl.h>
#include <sys/resource.h>

namespace reveille {

void keepOutOfCoreFiles()
{
    const rlimit none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none);
    ::prctl(PR_SET_DUMPABLE, 0);
}

} // namespace reveille
