#include "core/sandbox/unikraft/UnikraftCloud.h"

#include "core/sandbox/Files.h"

#include <algorithm>

#include <QRandomGenerator>
#include <QUuid>

namespace reveille::sandbox::unikraft {

using namespace Qt::StringLiterals;

namespace {

QUrl loopback(quint16 port)
{
    QUrl url;
    url.setScheme(u"http"_s);
    url.setHost(u"127.0.0.1"_s);
    url.setPort(port);
    return url;
}

/// Where a cloud that ran ahead of the computer's clock had got to.
Instant lastSeen(const QString& path)
{
    const auto kept = readFile(path);
    return Instant(std::chrono::microseconds(kept ? kept->trimmed().toLongLong() : 0));
}

/// Opaque to clients; base64 of a user and a secret, as the platform's own.
QString newToken()
{
    QByteArray secret(24, '\0');
    for (char& byte : secret)
        byte = static_cast<char>(QRandomGenerator::system()->bounded(256));
    const QByteArray plain = "token$sandbox:" + secret.toHex();
    return QString::fromLatin1(plain.toBase64());
}

} // namespace

UnikraftCloud::UnikraftCloud(const Parts& parts)
    : m_parts(parts),
      m_clock(parts.clock, parts.options.calendarSpeed, lastSeen(clockPath())),
      m_controlPlane([this] {
          std::vector<ControlPlane::MetroAddress> addresses;
          for (const auto& metro : m_metros)
              addresses.push_back({metro->name(), metro->endpoint()});
          return addresses;
      })
{
    m_controlPlane.addRoutes(m_routes);
}

UnikraftCloud::~UnikraftCloud()
{
    if (m_server && m_clock.speed() != 1) {
        static_cast<void>(
            writeFile(clockPath(), QByteArray::number(qint64(m_clock.now().time_since_epoch().count()))));
    }
}

/// One token per data directory: what clients have stored stays good over a restart.
Result<QString> UnikraftCloud::tokenOf() const
{
    if (!m_parts.options.token.isEmpty())
        return m_parts.options.token;
    const QString path = m_parts.dir + u"/token"_s;
    if (const auto kept = readFile(path); kept && !kept->trimmed().isEmpty())
        return QString::fromUtf8(kept->trimmed());
    const QString token = newToken();
    if (const auto written = writeFile(path, token.toUtf8()); !written)
        return tl::unexpected(written.error());
    return token;
}

Result<void> UnikraftCloud::start(quint16 firstPort)
{
    if (const auto made = makePrivateDir(m_parts.dir); !made)
        return made;
    const auto token = tokenOf();
    if (!token)
        return tl::unexpected(token.error());
    m_token = *token;
    quint16 port = firstPort;
    for (const QString& name : m_parts.options.metros) {
        if (name.isEmpty() || name.contains(u'/') || name.startsWith(u'.'))
            return fail(ErrorCode::InvalidArgument, name);
        auto metro = std::make_unique<Metro>(Metro::Parts{name, m_parts.dir + u'/' + name, m_token,
                                                          m_parts.options, m_parts.clock, m_clock,
                                                          m_parts.pace, m_parts.faults, m_parts.truth});
        if (port != 0)
            ++port;
        const int seed = m_metros.empty() ? m_parts.options.seedInstances : 0;
        if (const auto started = metro->start(port, seed); !started)
            return started;
        m_metros.push_back(std::move(metro));
    }
    m_gate = std::make_unique<Gate>(
        Gate::Parts{u"controlplane"_s, m_parts.clock, m_parts.faults, m_parts.truth, m_routes}, m_token);
    m_server = std::make_unique<HttpServer>(
        m_parts.clock,
        [this](const HttpRequest& request, const Respond& respond) { m_gate->handle(request, respond); });
    return m_server->listen(firstPort);
}

QStringList UnikraftCloud::metros() const
{
    QStringList names;
    for (const auto& metro : m_metros)
        names.append(metro->name());
    return names;
}

QUrl UnikraftCloud::endpoint(const QString& metro) const
{
    const auto it =
        std::find_if(m_metros.begin(), m_metros.end(), [&](const auto& one) { return one->name() == metro; });
    return it == m_metros.end() ? QUrl() : (*it)->endpoint();
}

QUrl UnikraftCloud::controlPlane() const
{
    return m_server ? loopback(m_server->port()) : QUrl();
}

void UnikraftCloud::look()
{
    for (const auto& metro : m_metros)
        metro->schedules().look();
}

std::optional<Instant> UnikraftCloud::nextDue() const
{
    std::optional<Instant> first;
    for (const auto& metro : m_metros) {
        const auto due = metro->schedules().nextDue();
        if (due && (!first || *due < *first))
            first = due;
    }
    return first;
}

bool UnikraftCloud::isSettled() const
{
    return std::all_of(m_metros.begin(), m_metros.end(),
                       [](const auto& metro) { return metro->isSettled(); });
}

} // namespace reveille::sandbox::unikraft
