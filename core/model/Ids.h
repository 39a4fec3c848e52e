#pragma once

#include <QHashFunctions>
#include <QMetaType>
#include <QString>

namespace reveille {

/// A string that names one kind of thing; ids of different kinds do not convert into each other.
template <typename Tag> struct Id
{
    QString value;

    [[nodiscard]] bool isEmpty() const noexcept { return value.isEmpty(); }
    friend bool operator==(const Id&, const Id&) = default;
    friend bool operator<(const Id& a, const Id& b) noexcept { return a.value < b.value; }
    friend size_t qHash(const Id& id, size_t seed = 0) noexcept { return ::qHash(id.value, seed); }
};

/// Reveille's own ids are UUIDs in lower case without braces.
using AccountId = Id<struct AccountTag>;
using ScheduleId = Id<struct ScheduleTag>;
using RunId = Id<struct RunTag>;
/// The provider's own spelling, opaque to us ("dm-019f…").
using MachineId = Id<struct MachineTag>;
using ExecutionId = Id<struct ExecutionTag>;

/// A machine is only unique together with its account.
struct MachineKey
{
    AccountId account;
    MachineId machine;

    friend bool operator==(const MachineKey&, const MachineKey&) = default;
    friend bool operator<(const MachineKey& a, const MachineKey& b) noexcept
    {
        return a.account == b.account ? a.machine < b.machine : a.account < b.account;
    }
    friend size_t qHash(const MachineKey& key, size_t seed = 0) noexcept
    {
        return qHashMulti(seed, key.account.value, key.machine.value);
    }
};

} // namespace reveille

Q_DECLARE_METATYPE(reveille::MachineKey)
