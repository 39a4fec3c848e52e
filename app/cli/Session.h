#pragma once

#include "app/cli/Console.h"
#include "app/cli/ExitCodes.h"
#include "app/cli/World.h"
#include "core/engine/EngineClient.h"
#include "core/model/Clock.h"
#include "core/model/Result.h"

#include <functional>
#include <memory>

#include <QObject>
#include <QString>
#include <QStringList>

namespace reveille::cli {

/// What a command wants the engine for.
enum class EngineUse
{
    Look,    ///< read and edit; whoever runs the schedules is told
    RunOnce, ///< carry on what is asked for, unless another copy runs the schedules
    Fire,    ///< be the one who runs the schedules
};

/// Opens the engine of a data directory; the composition root knows how. Destroying the client
/// ends the engine.
using EngineFactory =
    std::function<Result<std::unique_ptr<EngineClient>>(const QString& dataDirectory, EngineUse use)>;

struct Services
{
    Console& console;
    const Clock& clock;
    EngineFactory makeEngine;
};

struct GlobalOptions
{
    bool json = false;
    QString dataDirectory;
};

/// One command from its start to its exit code: its console, its options and, once it asks for it, the
/// engine.
class Session final : public QObject
{
    Q_OBJECT

public:
    Session(Services services, GlobalOptions options, QObject* parent = nullptr);

    [[nodiscard]] Console& console() const { return m_services.console; }
    [[nodiscard]] calendar::Instant now() const { return m_services.clock.now(); }
    [[nodiscard]] const Clock& clock() const { return m_services.clock; }
    [[nodiscard]] bool json() const { return m_options.json; }
    [[nodiscard]] const QString& dataDirectory() const { return m_options.dataDirectory; }

    /// Opens the engine and calls `then` when the world is known. Ends the session if there is none.
    void withEngine(EngineUse use, std::function<void()> then);
    /// After withEngine() only.
    [[nodiscard]] EngineClient& engine() const { return *m_engine; }
    [[nodiscard]] const World& world() const { return m_world; }

    /// Ends the session; only the first call counts.
    void finish(ExitCode code);
    /// Says what is wrong and what to do next, then ends the session with the code for it.
    void fail(const Error& error);
    /// Ends the session: the command line makes no sense.
    void usage(const QString& sentence);

    /// A reply that ends the session on an error and else goes on with the value.
    template <typename T> [[nodiscard]] Reply<T> orFail(std::function<void(const T&)> then)
    {
        return [this, then = std::move(then)](Result<T> result) {
            if (result)
                then(*result);
            else
                fail(result.error());
        };
    }
    [[nodiscard]] Reply<void> orFail(std::function<void()> then);

Q_SIGNALS:
    void finished(int code);
    void worldChanged(const reveille::Changes& changes);

private:
    Services m_services;
    GlobalOptions m_options;
    World m_world;
    std::unique_ptr<EngineClient> m_engine;
    std::function<void()> m_whenKnown;
    bool m_finished = false;
};

} // namespace reveille::cli
