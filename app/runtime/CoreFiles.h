#pragma once

namespace reveille {

/// Keeps the memory of this process, which holds API keys, out of core files: neither the kernel writes one
/// (setrlimit(2)) nor is it handed to a program that collects them, which the limit does not stop (core(5)),
/// and no other process of the person may read it (PR_SET_DUMPABLE in prctl(2)). Programs it starts are not
/// concerned but for the limit. Call it first in main().
void keepOutOfCoreFiles();

} // namespace reveille
