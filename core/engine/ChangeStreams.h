#pragma once

#include "core/model/Call.h"
#include "core/model/Clock.h"
#include "core/model/Instance.h"
#include "core/model/Result.h"
#include "core/providers/Provider.h"

#include <functional>
#include <map>
#include <optional>

#include <QObject>
#include <QSet>

namespace reveille {

/// The accounts' streams of changes: open while somebody wants to hear them. One that breaks is opened again
/// after a minute at the earliest; an account that has none is not asked twice.
class ChangeStreams : public QObject
{
    Q_OBJECT

public:
    using Told = std::function<void(const AccountId&, const MachineChange&)>;
    using Providers = std::function<Provider*(const AccountId&)>;

    ChangeStreams(const Clock& clock, Providers providers, Told told, QObject* parent = nullptr);

    /// Keeps the streams of these accounts open, and no other.
    void follow(const QSet<AccountId>& accounts);
    /// The account is known to have none.
    [[nodiscard]] bool isMissing(const AccountId& account) const;

private:
    struct Stream
    {
        Call call;
        quint64 number = 0;
        bool isMissing = false;
        std::optional<calendar::Instant> notBefore; ///< it broke: when to open it again
    };

    void ended(const AccountId& account, quint64 number, const Result<void>& result);

    const Clock& m_clock;
    Providers m_providers;
    Told m_told;
    std::map<AccountId, Stream> m_streams;
    quint64 m_lastNumber = 0;
};

} // namespace reveille
