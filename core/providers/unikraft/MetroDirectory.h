#pragma once

#include "core/providers/unikraft/UnikraftChannel.h"
#include "core/providers/unikraft/UnikraftUrl.h"

#include <memory>
#include <optional>

#include <QStringList>
#include <QVector>

namespace reveille::unikraft {

/// A metro of an account, or why there is none of that name.
struct MetroEntry
{
    Metro metro;
    std::optional<Error> error;
};

/// The list in an answer of the control plane: codes in lower case, addresses without "/v1".
[[nodiscard]] QVector<Metro> metrosOf(const Envelope& envelope);

/// Which metros an account has and where they are. Addresses stand for themselves; codes are the public
/// ones, or, with a control plane of the account's own, those that it lists; nothing configured means all
/// that the control plane lists. The control plane is asked at most once while it answers.
class MetroDirectory final : public std::enable_shared_from_this<MetroDirectory>
{
public:
    /// An empty `controlPlane` is the public one.
    MetroDirectory(std::shared_ptr<UnikraftChannel> channel, QStringList configured,
                   const QUrl& controlPlane);

    [[nodiscard]] Call list(Reply<QVector<MetroEntry>> reply);
    /// NotFound for a metro that the account does not have.
    [[nodiscard]] Call find(const QString& code, Reply<Metro> reply);
    /// The account's first.
    [[nodiscard]] Call first(Reply<Metro> reply);

private:
    [[nodiscard]] bool needsControlPlane() const;
    [[nodiscard]] QVector<MetroEntry> entriesFrom(const QVector<Metro>& listed) const;

    std::shared_ptr<UnikraftChannel> m_channel;
    const QStringList m_configured;
    const QUrl m_controlPlane;
    const bool m_isPublic;
    std::optional<QVector<MetroEntry>> m_known;
};

} // namespace reveille::unikraft
