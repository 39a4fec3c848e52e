#include "tests/bench/CalendarForms.h"
#include "tests/bench/CalendarWorkloads.h"
#include "tests/unit/calendar/SystemdLibrary.h"

#include <cstdio>

int main()
{
    const auto systemd = SystemdLibrary::open();
    if (!systemd)
        std::printf("systemd's shared library is not here: our figures only\n");
    runForms(systemd.get());
    runWorkloads();
    return 0;
}
