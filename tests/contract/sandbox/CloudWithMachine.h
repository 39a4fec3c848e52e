#pragma once

#include "tests/contract/sandbox/ApiClient.h"
#include "tests/support/SandboxFixture.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonObject>
#include <QString>

namespace reveille::test {

/// A sandbox with one running machine.
struct CloudWithMachine
{
    explicit CloudWithMachine(const SandboxOptions& options = SandboxFixture::defaults())
        : fixture(options), api(fixture.endpoint(), fixture.key()), machine(api.runningMachine())
    {}

    QJsonObject run(const QJsonObject& order) { return api.ended(machine, api.execute(machine, order)); }
    QJsonObject output(const QJsonObject& execution)
    {
        return api.outputOf(machine, execution[QStringLiteral("execution_id")].toString());
    }
    QString path(const QString& execution, const QString& what = {}) const
    {
        return QStringLiteral("/v1/machines/%1/executions/%2%3").arg(machine, execution, what);
    }
    QString home() const
    {
        return QFileInfo(fixture.sandbox().truthPath()).path() +
               QStringLiteral("/machines/%1/home").arg(machine);
    }
    QByteArray homeFile(const QString& name) const
    {
        QFile file(home() + u'/' + name);
        return file.open(QFile::ReadOnly) ? file.readAll() : QByteArray();
    }

    mutable SandboxFixture fixture;
    ApiClient api;
    QString machine;
};

} // namespace reveille::test
