#include "app/cli/commands/RawCommand.h"

#include "app/cli/Invocation.h"
#include "app/cli/Lookup.h"

#include <memory>

#include <QJsonDocument>

#include <CLI/CLI.hpp>

namespace reveille::cli {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kPiece = 64 * 1024;

struct RawWords
{
    std::string method;
    std::string path;
    std::string body;
    std::string account;
    std::string metro;
};

QByteArray bodyOf(Session& session, const std::string& words)
{
    if (words != "-")
        return QByteArray::fromStdString(words);
    QByteArray body;
    for (QByteArray piece = session.console().readSome(kPiece); !piece.isEmpty();
         piece = session.console().readSome(kPiece))
        body += piece;
    return body;
}

/// The platform says in the body whether it did what was asked.
bool isRefusal(const QByteArray& answer)
{
    return QJsonDocument::fromJson(answer)[u"status"_s] == u"error"_s;
}

void callRaw(Session& session, const RawWords& words)
{
    session.withEngine(EngineUse::Look, [&session, words] {
        const auto account = pickInstanceAccount(session.world(), toQString(words.account));
        if (!account) {
            session.fail(account.error());
            return;
        }
        const QByteArray method = QByteArray::fromStdString(words.method).toUpper();
        session.engine().rawCall(account->id, toQString(words.metro), method, toQString(words.path),
                                 bodyOf(session, words.body),
                                 session.orFail<QByteArray>([&session](const QByteArray& answer) {
                                     session.console().bytes(answer);
                                     session.finish(isRefusal(answer) ? ExitCode::Refused : ExitCode::Ok);
                                 }));
    });
}

} // namespace

void addRawCommand(CLI::App& app, Invocation& invocation)
{
    const auto words = std::make_shared<RawWords>();
    CLI::App* raw =
        app.add_subcommand("raw", "Make one call to the platform; prints the answer's body as it came");
    raw->add_option("METHOD", words->method, "GET, POST, PUT, PATCH or DELETE")->required();
    raw->add_option("PATH", words->path, "From /v1/ on")->required();
    raw->add_option("BODY", words->body, "What to send; - for standard input");
    raw->add_option("--account", words->account, "The account, where there are several");
    raw->add_option("--metro", words->metro, "Which metro to ask (default: the account's first)");
    raw->callback(
        [words, &invocation] { invocation.start = [words](Session& session) { callRaw(session, *words); }; });
}

} // namespace reveille::cli
