#include "core/providers/unikraft/StopWords.h"

namespace reveille::unikraft {

using namespace Qt::StringLiterals;

namespace {

constexpr int kKernel = 1;
constexpr int kApplication = 2;
constexpr int kPlatform = 4;
constexpr int kUser = 8;
constexpr int kForced = 16;
constexpr int kScaleToZero = 32;

constexpr int kPageFault = 4;
constexpr int kNoMemory = 12; // ENOMEM
constexpr int kNoImage = 1;

int cause(int code)
{
    return code & 0xFF;
}

bool isOutOfMemory(int code)
{
    return cause(code) == kPageFault && ((code >> 16) & 0xFF) == kNoMemory;
}

QString crashWords(int code)
{
    if (isOutOfMemory(code))
        return u"out of memory"_s;
    switch (cause(code)) {
    case 2:
        return u"arithmetic error"_s;
    case 3:
        return u"invalid instruction"_s;
    case 4:
        return u"page fault"_s;
    case 5:
        return u"segmentation fault"_s;
    case 6:
        return u"hardware error"_s;
    case 7:
        return u"security violation"_s;
    default:
        return u"kernel crash"_s;
    }
}

bool endedBadly(const std::optional<int>& code)
{
    return code && cause(*code) > 1;
}

QString applicationWords(const StopNumbers& stop)
{
    if (endedBadly(stop.code))
        return crashWords(*stop.code);
    return stop.exitCode ? u"application exited with code "_s + QString::number(*stop.exitCode)
                         : u"application exited"_s;
}

QString wordsOf(const StopNumbers& stop)
{
    const int reason = *stop.reason;
    const bool appEnded = (reason & kApplication) != 0;
    if ((reason & kScaleToZero) != 0)
        return u"scaled to zero"_s;
    if (reason == kPlatform && stop.code == kNoImage)
        return u"the image could not be pulled"_s;
    if ((reason & kForced) != 0)
        return (reason & kUser) != 0 ? u"stopped by force on request"_s : u"stopped by force"_s;
    if ((reason & kUser) != 0)
        return appEnded ? u"stopped on request"_s : u"stopped on request, the application was killed"_s;
    if ((reason & kPlatform) != 0)
        return u"stopped by the platform"_s;
    if (appEnded)
        return applicationWords(stop);
    if ((reason & kKernel) != 0)
        return stop.code ? crashWords(*stop.code) : u"kernel crash"_s;
    return {};
}

} // namespace

QString stopWords(const StopNumbers& stop)
{
    if (!stop.reason || *stop.reason == 0)
        return {};
    const QString words = wordsOf(stop);
    QString numbers = QString::number(*stop.reason);
    if (endedBadly(stop.code) && (*stop.reason & kKernel) != 0)
        numbers += u", code 0x"_s + QString::number(*stop.code, 16).rightJustified(6, u'0');
    return words.isEmpty() ? QString(u"reason "_s + numbers) : QString(words + u" ("_s + numbers + u')');
}

bool isCrash(const StopNumbers& stop)
{
    const int reason = stop.reason.value_or(0);
    const bool onItsOwn = reason != 0 && (reason & (kPlatform | kUser | kForced | kScaleToZero)) == 0;
    const bool badImage = reason == kPlatform && stop.code == kNoImage;
    return badImage || (onItsOwn && ((reason & kApplication) == 0 || stop.exitCode.value_or(0) != 0 ||
                                     endedBadly(stop.code)));
}

} // namespace reveille::unikraft
