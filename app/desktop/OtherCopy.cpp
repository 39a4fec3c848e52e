#include "app/desktop/OtherCopy.h"

#include "core/engine/ControlSocket.h"

#include <chrono>

#include <QEventLoop>
#include <QObject>
#include <QTimer>

namespace reveille {

namespace {

constexpr std::chrono::milliseconds kBetween{100};

} // namespace

OtherCopy raiseOther(const QString& directory)
{
    QEventLoop waiting;
    QObject context;
    auto other = OtherCopy::Silent;
    sendToRunner(directory, "raise", &context, [&](const Result<bool>& answer) {
        if (answer)
            other = *answer ? OtherCopy::Raised : OtherCopy::Windowless;
        waiting.quit();
    });
    waiting.exec();
    return other;
}

void waitForOther()
{
    QEventLoop waiting;
    QTimer::singleShot(kBetween, &waiting, &QEventLoop::quit);
    waiting.exec();
}

} // namespace reveille
