#include "tests/unit/calendar/SystemdLibrary.h"

#include <array>
#include <cstdlib>
#include <ctime>

#include <dlfcn.h>

std::unique_ptr<SystemdLibrary> SystemdLibrary::open()
{
    constexpr std::array kPlaces = {"/usr/lib/x86_64-linux-gnu/systemd/libsystemd-shared-252.so",
                                    "/usr/lib/aarch64-linux-gnu/systemd/libsystemd-shared-252.so",
                                    "/usr/lib/systemd/libsystemd-shared-252.so"};
    std::unique_ptr<SystemdLibrary> library(new SystemdLibrary);
    for (const char* place : kPlaces) {
        if (library->m_handle == nullptr)
            library->m_handle = dlopen(place, RTLD_NOW | RTLD_LOCAL);
    }
    if (library->m_handle == nullptr)
        return nullptr;
    const auto find = [&](auto& function, const char* name) {
        function =
            reinterpret_cast<std::remove_reference_t<decltype(function)>>(dlsym(library->m_handle, name));
        return function != nullptr;
    };
    if (!find(library->m_fromString, "calendar_spec_from_string") ||
        !find(library->m_toString, "calendar_spec_to_string") ||
        !find(library->m_next, "calendar_spec_next_usec") || !find(library->m_free, "calendar_spec_free"))
        return nullptr;
    return library;
}

SystemdLibrary::~SystemdLibrary()
{
    if (m_handle != nullptr)
        dlclose(m_handle);
}

void SystemdLibrary::setZone(const std::string& name)
{
    setenv("TZ", (":" + name).c_str(), 1);
    tzset();
}

std::unique_ptr<SystemdLibrary::Spec> SystemdLibrary::parse(const std::string& text, int* error) const
{
    void* spec = nullptr;
    const int r = m_fromString(text.c_str(), &spec);
    if (error != nullptr)
        *error = r < 0 ? r : 0;
    return r < 0 ? nullptr : std::make_unique<Spec>(*this, spec);
}

void* SystemdLibrary::rawParse(const char* text) const
{
    void* spec = nullptr;
    return m_fromString(text, &spec) < 0 ? nullptr : spec;
}

void SystemdLibrary::rawFree(void* spec) const
{
    m_free(spec);
}

char* SystemdLibrary::rawText(void* spec) const
{
    char* text = nullptr;
    return m_toString(spec, &text) < 0 ? nullptr : text;
}

int SystemdLibrary::rawNext(void* spec, std::uint64_t usec, std::uint64_t* next) const
{
    return m_next(spec, usec, next);
}

std::string SystemdLibrary::Spec::toText() const
{
    const std::unique_ptr<char, void (*)(void*)> text(m_library.rawText(m_spec), &std::free);
    return text ? std::string(text.get()) : std::string();
}

int SystemdLibrary::Spec::next(std::int64_t usec, std::int64_t& found) const
{
    std::uint64_t at = 0;
    const int r = m_library.rawNext(m_spec, static_cast<std::uint64_t>(usec), &at);
    found = static_cast<std::int64_t>(at);
    return r < 0 ? r : 0;
}
