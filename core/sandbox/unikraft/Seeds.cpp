#include "core/sandbox/unikraft/Seeds.h"

#include <algorithm>
#include <array>

#include <QJsonArray>
#include <QString>

namespace reveille::sandbox::unikraft {

using namespace Qt::StringLiterals;

namespace {

struct SeedSchedule
{
    const char16_t* name;
    const char16_t* when;
    const char16_t* action;
};

constexpr std::array<SeedSchedule, 8> kSchedules{{
    {u"morning-start", u"Mon..Fri *-*-* 07:30:00", u"start"},
    {u"evening-stop", u"Mon..Fri *-*-* 19:00:00", u"stop"},
    {u"nightly-cleanup", u"*-*-* 18:30:00", u"exec"},
    {u"saturday-start", u"Sat *-*-* 09:00:00", u"start"},
    {u"saturday-stop", u"Sat *-*-* 12:00:00", u"stop"},
    {u"noon-check", u"Mon..Fri *-*-* 12:00:00", u"exec"},
    {u"month-start", u"*-*-01 06:00:00", u"start"},
    {u"month-stop", u"*-*-01 06:30:00", u"stop"},
}};

constexpr std::array<const char16_t*, 4> kApplications{u"nginx", u"node", u"postgres", u"python"};

} // namespace

QJsonObject seedBody(int index, int schedules)
{
    const QString application =
        QString::fromUtf16(kApplications[static_cast<std::size_t>(index) % kApplications.size()]);
    QJsonArray list;
    const auto count =
        static_cast<std::size_t>(std::clamp(schedules, 0, static_cast<int>(kSchedules.size())));
    for (std::size_t i = 0; i < count; ++i) {
        QJsonObject schedule{{u"name"_s, QString::fromUtf16(kSchedules[i].name)},
                             {u"when"_s, QString::fromUtf16(kSchedules[i].when)},
                             {u"action"_s, QString::fromUtf16(kSchedules[i].action)}};
        if (schedule.value(u"action"_s) == u"exec"_s)
            schedule.insert(u"args"_s, QJsonArray{u"/bin/sh"_s, u"-c"_s, u"date"_s});
        list.append(schedule);
    }
    QJsonObject body{{u"name"_s, QString(application + u'-' + QString::number(index + 1))},
                     {u"image"_s, QString(u"acme/"_s + application + u":latest"_s)},
                     {u"memory_mb"_s, 256},
                     {u"tags"_s, QJsonArray{u"sandbox"_s, index % 2 == 0 ? u"blue"_s : u"green"_s}}};
    // Every other one can be asked to run a command at once.
    if (index % 2 == 0) {
        const QString image = u"unikraft.io/official/plugins/sandbox:latest"_s;
        body.insert(u"plugins"_s, QJsonArray{QJsonObject{{u"name"_s, u"sandbox"_s}, {u"image"_s, image}}});
    }
    if (!list.isEmpty())
        body.insert(u"schedules"_s, list);
    return body;
}

} // namespace reveille::sandbox::unikraft
