#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

/// systemd's own calendar engine, from its private shared library where the system has it: the other side of
/// the differential test and of the benchmark. Not thread-safe: the engine reads TZ from the environment.
class SystemdLibrary
{
public:
    class Spec;

    /// nullptr where the library is absent.
    static std::unique_ptr<SystemdLibrary> open();
    ~SystemdLibrary();
    SystemdLibrary(const SystemdLibrary&) = delete;
    SystemdLibrary& operator=(const SystemdLibrary&) = delete;

    /// Sets TZ for everything below.
    static void setZone(const std::string& name);

    /// A parsed event, or nothing if systemd refuses the text. `error` is its negative errno then.
    [[nodiscard]] std::unique_ptr<Spec> parse(const std::string& text, int* error = nullptr) const;

    /// For the benchmark: the bare calls.
    [[nodiscard]] void* rawParse(const char* text) const;
    void rawFree(void* spec) const;
    [[nodiscard]] char* rawText(void* spec) const;
    [[nodiscard]] int rawNext(void* spec, std::uint64_t usec, std::uint64_t* next) const;

private:
    SystemdLibrary() = default;

    void* m_handle = nullptr;
    int (*m_fromString)(const char*, void**) = nullptr;
    int (*m_toString)(const void*, char**) = nullptr;
    int (*m_next)(const void*, std::uint64_t, std::uint64_t*) = nullptr;
    void* (*m_free)(void*) = nullptr;
};

class SystemdLibrary::Spec
{
public:
    Spec(const SystemdLibrary& library, void* spec) : m_library(library), m_spec(spec) {}
    ~Spec() { m_library.rawFree(m_spec); }
    Spec(const Spec&) = delete;
    Spec& operator=(const Spec&) = delete;

    [[nodiscard]] std::string toText() const;
    /// 0 and the next elapse, or a negative errno (-ENOENT: never).
    [[nodiscard]] int next(std::int64_t usec, std::int64_t& found) const;

private:
    const SystemdLibrary& m_library;
    void* m_spec;
};
