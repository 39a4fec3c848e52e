#include "tests/gui/BuilderPictures.h"

#include "ui/builder/EventEdit.h"
#include "ui/builder/Segments.h"
#include "ui/builder/WhenBuilder.h"
#include "ui/builder/ZoneBox.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QLabel>
#include <QPushButton>
#include <QTest>

namespace reveille::test {

using namespace Qt::StringLiterals;
using ui::WhenBuilder;

namespace {

/// A builder alone in a window with a margin.
struct Easel
{
    Easel(const ui::TimeView& view, const QStringList& lines, FiredBy firedBy = FiredBy::Reveille)
        : builder(new WhenBuilder(view, &window))
    {
        builder->move(20, 16);
        window.resize(1000, 720);
        builder->resize(960, 688);
        builder->setWhen(lines, u"Europe/Berlin"_s, firedBy);
        window.show();
        Camera::settle();
    }
    void click(const QString& name)
    {
        QTest::mouseClick(window.findChild<QPushButton*>(name), Qt::LeftButton);
        Camera::settle();
    }
    void write(const QString& text)
    {
        auto* edit = window.findChild<ui::EventEdit*>(u"when1"_s);
        QApplication::setActiveWindow(&window);
        edit->setFocus();
        edit->selectAll();
        QTest::keyClicks(edit, text);
        Camera::settle();
    }
    QWidget window;
    WhenBuilder* builder;
};

} // namespace

void takeBuilder(const Camera& camera, const ui::TimeView& view)
{
    const auto take = [&](const QString& name, const QStringList& lines, WhenBuilder::Mode mode,
                          FiredBy firedBy = FiredBy::Reveille) {
        Easel easel(view, lines, firedBy);
        easel.builder->setMode(mode);
        // What a provider would be sent is reckoned a little later.
        if (firedBy == FiredBy::Provider && !QTest::qWaitFor([&easel] {
                const auto* engine = easel.window.findChild<QLabel*>(u"whenEngine"_s);
                return !engine->text().isEmpty();
            }))
            qFatal("the builder does not tell what is sent");
        camera.take(&easel.window, u"builder-"_s + name);
    };
    const QString weekdays = u"Mon..Fri 09,17:30"_s;
    take(u"sentence"_s, {weekdays}, WhenBuilder::Mode::Sentence);
    take(u"sentence-last-friday"_s, {u"Fri *-*~07/1 18:00"_s}, WhenBuilder::Mode::Sentence);
    take(u"sentence-every"_s, {u"Mon,Wed *-06..08-* 08..18:0/20"_s}, WhenBuilder::Mode::Sentence);
    take(u"sentence-locked"_s, {u"2027..2028-*-13 *:*:0/5"_s}, WhenBuilder::Mode::Sentence);
    take(u"grid"_s, {weekdays}, WhenBuilder::Mode::Grid);
    take(u"grid-end"_s, {u"*-*~01,03 23:07,41"_s}, WhenBuilder::Mode::Grid);
    take(u"grid-locked"_s, {u"*:*:0/0.5"_s}, WhenBuilder::Mode::Grid);
    take(u"text"_s, {weekdays}, WhenBuilder::Mode::Text);
    take(u"empty"_s, {}, WhenBuilder::Mode::Text);
    take(u"lines"_s, {weekdays, u"Sat 11:00 America/New_York"_s, u"*-*-01 00:00 UTC"_s},
         WhenBuilder::Mode::Grid);
    take(u"clocks"_s, {u"*-*-* 02:30"_s}, WhenBuilder::Mode::Text);
    take(u"provider"_s, {u"Mon..Fri 09:00"_s}, WhenBuilder::Mode::Text, FiredBy::Provider);
    take(u"provider-utc"_s, {u"Mon..Fri 09:00 UTC"_s, u"*-*~01 23:30 UTC"_s}, WhenBuilder::Mode::Text,
         FiredBy::Provider);
    take(u"never"_s, {u"*-02-30"_s}, WhenBuilder::Mode::Text);

    Easel easel(view, {weekdays});
    easel.write(u"Mon..Fri 09,18:30"_s);
    camera.take(&easel.window, u"builder-edited"_s);
    easel.click(u"runScope1"_s);
    camera.take(&easel.window, u"builder-density"_s);
    easel.builder->setMode(WhenBuilder::Mode::Text);
    easel.write(u"*-*-* */6:00"_s);
    camera.take(&easel.window, u"builder-error"_s);
    easel.write(u"30 6 13 * 5"_s);
    camera.take(&easel.window, u"builder-paste"_s);
    easel.write(u"0 0 W * *"_s);
    camera.take(&easel.window, u"builder-refused"_s);
    easel.write(u"99 99 * * *"_s);
    camera.take(&easel.window, u"builder-refused-cron"_s);
    auto* zones = easel.window.findChild<ui::ZoneBox*>(u"scheduleZone"_s);
    zones->showPopup();
    camera.take(zones->view()->window(), u"builder-zones"_s);
    zones->hidePopup();
}

} // namespace reveille::test
