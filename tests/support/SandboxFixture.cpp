#include "tests/support/SandboxFixture.h"

#include <utility>

#include <QFile>
#include <QJsonDocument>

namespace reveille::test {

using namespace Qt::StringLiterals;

SandboxOptions SandboxFixture::defaults()
{
    SandboxOptions options;
    options.speed = kSpeed;
    options.seedMachines = 2;
    return options;
}

SandboxFixture::SandboxFixture(SandboxOptions options, const Clock* clock)
    : m_clock(clock ? *clock : m_ownClock), m_options(std::move(options))
{
    m_options.dataDir = m_directory.filePath(u"sandbox"_s);
    start();
}

void SandboxFixture::restart()
{
    m_sandbox.reset();
    start();
}

void SandboxFixture::start()
{
    m_sandbox.emplace(m_clock, m_options);
    if (const auto started = m_sandbox->start(); !started)
        qFatal("the sandbox does not start: %s", qUtf8Printable(started.error().detail));
}

QVector<QJsonObject> SandboxFixture::truth(const QString& event) const
{
    QFile file(m_sandbox->truthPath());
    if (!file.open(QFile::ReadOnly))
        qFatal("no ground truth: %s", qUtf8Printable(file.errorString()));
    QVector<QJsonObject> lines;
    while (!file.atEnd()) {
        const QJsonObject line = QJsonDocument::fromJson(file.readLine()).object();
        if (event.isEmpty() || line[u"event"_s].toString() == event)
            lines.append(line);
    }
    return lines;
}

} // namespace reveille::test
