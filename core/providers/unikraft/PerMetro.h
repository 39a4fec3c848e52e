#pragma once

#include "core/providers/unikraft/Target.h"

#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <QStringList>
#include <QVector>

namespace reveille::unikraft {

/// What each metro of an account answered, in the account's order.
template <typename T> struct MetroAnswer
{
    Metro metro;
    Result<T> result;
};

/// Asks all metros of an account at once and answers when the last one has: one that fails does not hide the
/// others. An Error only where the metros themselves are not known.
template <typename T> class PerMetro final : public CallHandle
{
public:
    using Begin = std::function<Call(const Metro&, Reply<T>)>;
    using Answers = QVector<MetroAnswer<T>>;

    PerMetro(const Link& link, Begin begin, Reply<Answers> reply)
        : m_begin(std::move(begin)), m_reply(std::move(reply))
    {
        m_talk.step(
            link.metros->list([this](const Result<QVector<MetroEntry>>& entries) { start(entries); }));
    }

private:
    void start(const Result<QVector<MetroEntry>>& entries)
    {
        if (!entries) {
            end(tl::unexpected(entries.error()));
            return;
        }
        m_calls.resize(static_cast<std::size_t>(entries->size()));
        m_results.resize(m_calls.size());
        m_open = m_calls.size();
        for (const MetroEntry& entry : *entries)
            m_metros.append(entry.metro);
        for (std::size_t i = 0; i < m_calls.size(); ++i) {
            const auto take = [this, i](Result<T> result) { taken(i, std::move(result)); };
            const MetroEntry& entry = (*entries)[static_cast<qsizetype>(i)];
            m_calls[i] = entry.error ? deferredReply<T>(tl::unexpected(*entry.error), take)
                                     : m_begin(entry.metro, take);
        }
    }

    void taken(std::size_t i, Result<T> result)
    {
        m_results[i].emplace(std::move(result));
        if (--m_open > 0)
            return;
        Answers answers;
        for (std::size_t k = 0; k < m_results.size(); ++k)
            answers.append({m_metros[static_cast<qsizetype>(k)], std::move(*m_results[k])});
        end(std::move(answers));
    }

    void end(Result<Answers> answers)
    {
        // The receiver may destroy this call: the reply is taken off it first.
        const Reply<Answers> reply = std::exchange(m_reply, nullptr);
        reply(std::move(answers));
    }

    Begin m_begin;
    Reply<Answers> m_reply;
    QVector<Metro> m_metros;
    std::vector<std::optional<Result<T>>> m_results;
    std::size_t m_open = 0;
    Conversation m_talk;
    std::vector<Call> m_calls;
};

/// The error when all metros failed: that of the first, naming them all.
template <typename T> [[nodiscard]] Error allFailed(const QVector<MetroAnswer<T>>& answers)
{
    Error error = answers.first().result.error();
    QStringList names;
    QStringList details;
    for (const MetroAnswer<T>& answer : answers) {
        const Error& own = answer.result.error();
        names.append(answer.metro.code);
        details.append(answer.metro.code + QStringLiteral(": ") +
                       (own.detail.isEmpty() ? own.subject : own.detail));
    }
    if (answers.size() > 1) {
        error.subject = names.join(QStringLiteral(", "));
        error.detail = details.join(QStringLiteral("; "));
    }
    return error;
}

} // namespace reveille::unikraft
