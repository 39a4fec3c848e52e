#include "tests/support/CliRunner.h"

namespace reveille::test {

namespace {

constexpr int kPatienceMs = 30'000;

QString program()
{
    return QStringLiteral(REVEILLE_BIN "/reveillectl");
}

} // namespace

CliRunner::Ended CliRunner::run(const QStringList& arguments, const QByteArray& input)
{
    QProcess process;
    process.start(program(), arguments);
    process.write(input);
    process.closeWriteChannel();
    const bool ended = process.waitForFinished(kPatienceMs) && process.exitStatus() == QProcess::NormalExit;
    return {ended ? process.exitCode() : -1, process.readAllStandardOutput(), process.readAllStandardError()};
}

std::unique_ptr<QProcess> CliRunner::start(const QStringList& arguments, const QMap<QString, QString>& extra)
{
    auto process = std::make_unique<QProcess>();
    if (!extra.isEmpty()) {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        for (auto it = extra.cbegin(); it != extra.cend(); ++it)
            environment.insert(it.key(), it.value());
        process->setProcessEnvironment(environment);
    }
    process->start(program(), arguments);
    return process;
}

} // namespace reveille::test
