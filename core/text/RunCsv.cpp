#include "core/text/RunCsv.h"

#include "core/model/TimeText.h"
#include "core/model/Words.h"
#include "core/text/RunText.h"

#include <chrono>

#include <QStringList>

namespace reveille {

using namespace Qt::StringLiterals;

namespace {

const QStringList kTitles{u"id"_s,           u"schedule"_s,     u"account_id"_s, u"machine"_s,
                          u"kind"_s,         u"scheduled_at"_s, u"attempt"_s,    u"occurrences"_s,
                          u"outcome"_s,      u"reason"_s,       u"started_at"_s, u"ended_at"_s,
                          u"duration_s"_s,   u"exit_code"_s,    u"signal"_s,     u"awake_s"_s,
                          u"stdout_bytes"_s, u"stderr_bytes"_s, u"in_words"_s};

bool looksLikeAFormula(const QString& text)
{
    static const QString kBegins = u"=+-@\t\r"_s;
    return !text.isEmpty() && kBegins.contains(text.front());
}

bool isNumber(const QString& text)
{
    bool ok = false;
    static_cast<void>(text.toDouble(&ok));
    return ok;
}

QString timeField(const std::optional<calendar::Instant>& at)
{
    return at ? toRfc3339(*at) : QString();
}

QString numberField(const std::optional<int>& number)
{
    return number ? QString::number(*number) : QString();
}

template <typename Duration> QString secondsField(const Duration& duration)
{
    const double seconds = std::chrono::duration<double>(duration).count();
    return QString::number(seconds, 'f', 3);
}

} // namespace

QString csvField(const QString& text)
{
    QString field = text;
    if (looksLikeAFormula(text) && !isNumber(text))
        field.prepend(u'\'');
    const bool needsQuotes =
        field.contains(u',') || field.contains(u'"') || field.contains(u'\n') || field.contains(u'\r');
    if (!needsQuotes)
        return field;
    return u'"' + field.replace(u'"', u"\"\""_s) + u'"';
}

QByteArray runsCsv(const QVector<Run>& runs)
{
    QByteArray csv = kTitles.join(u',').toUtf8() + "\r\n";
    for (const Run& run : runs) {
        const bool ran = run.startedAt && run.endedAt;
        const QStringList fields{
            run.id.value,
            run.scheduleName,
            run.machine.account.value,
            run.machine.machine.value,
            toWord(run.kind),
            toRfc3339(run.scheduledAt),
            QString::number(run.attempt),
            QString::number(run.occurrences),
            toWord(run.outcome),
            run.reason,
            timeField(run.startedAt),
            timeField(run.endedAt),
            ran ? secondsField(*run.endedAt - *run.startedAt) : QString(),
            numberField(run.exitCode),
            numberField(run.signal),
            run.awake ? secondsField(*run.awake) : QString(),
            QString::number(run.stdoutBytes),
            QString::number(run.stderrBytes),
            outcomeWithReason(run),
        };
        QStringList safe;
        for (const QString& field : fields)
            safe.append(csvField(field));
        csv += safe.join(u',').toUtf8() + "\r\n";
    }
    return csv;
}

} // namespace reveille
