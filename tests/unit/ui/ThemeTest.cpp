#include "ui/theme/Theme.h"
#include "ui/actions/ActionRegistry.h"
#include "ui/text/StateLook.h"
#include "ui/theme/Colors.h"
#include "ui/theme/Fonts.h"
#include "ui/theme/Icons.h"
#include "ui/theme/TabularText.h"

#include <QApplication>
#include <QDir>
#include <QImage>
#include <QTest>

using namespace reveille::ui;
using namespace Qt::StringLiterals;

class ThemeTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void contrast_data();
    void contrast();
    void paletteTellsItsTheme();
    void modeSwitches();
    void iconsAreThereAndTinted_data();
    void iconsAreThereAndTinted();
    void digitsTakeEqualRoom();
    void shortcutsDoNotClash();
};

void ThemeTest::contrast_data()
{
    QTest::addColumn<bool>("dark");
    QTest::addColumn<int>("text");
    QTest::addColumn<int>("ground");
    const std::pair<Color, const char*> texts[] = {
        {Color::Text, "text"},       {Color::Dim, "dim"},       {Color::Faint, "faint"},
        {Color::Accent, "accent"},   {Color::Ok, "ok"},         {Color::Failed, "failed"},
        {Color::Running, "running"}, {Color::Asleep, "asleep"}, {Color::Warning, "warning"}};
    const std::pair<Color, const char*> grounds[] = {{Color::Window, "window"},
                                                     {Color::Sidebar, "sidebar"},
                                                     {Color::Surface, "surface"},
                                                     {Color::Raised, "raised"},
                                                     {Color::Selection, "selection"}};
    for (const bool dark : {false, true}) {
        const char* theme = dark ? "dark" : "light";
        for (const auto& [text, textName] : texts) {
            for (const auto& [ground, groundName] : grounds)
                QTest::addRow("%s: %s on %s", theme, textName, groundName)
                    << dark << static_cast<int>(text) << static_cast<int>(ground);
        }
        QTest::addRow("%s: filled button", theme)
            << dark << static_cast<int>(Color::OnAccent) << static_cast<int>(Color::AccentFill);
        QTest::addRow("%s: warning strip", theme)
            << dark << static_cast<int>(Color::Warning) << static_cast<int>(Color::WarningFill);
        QTest::addRow("%s: text in the warning strip", theme)
            << dark << static_cast<int>(Color::Text) << static_cast<int>(Color::WarningFill);
        QTest::addRow("%s: advice in the warning strip", theme)
            << dark << static_cast<int>(Color::Dim) << static_cast<int>(Color::WarningFill);
    }
}

void ThemeTest::contrast()
{
    QFETCH(bool, dark);
    QFETCH(int, text);
    QFETCH(int, ground);
    const Colors& colors = dark ? darkColors() : lightColors();
    const double ratio = contrastRatio(colors[static_cast<Color>(text)], colors[static_cast<Color>(ground)]);
    QVERIFY2(ratio >= 4.5, qPrintable(QString::number(ratio, 'f', 2)));
}

void ThemeTest::paletteTellsItsTheme()
{
    QVERIFY(!isDark(makePalette(lightColors())));
    QVERIFY(isDark(makePalette(darkColors())));
    QCOMPARE(&colorsOf(makePalette(darkColors())), &darkColors());
    QCOMPARE(contrastRatio(Qt::black, Qt::white), 21.0);
}

void ThemeTest::modeSwitches()
{
    Theme theme(*qApp);
    theme.setMode(ThemeMode::Dark);
    QVERIFY(isDark(QApplication::palette()));
    theme.setMode(ThemeMode::Light);
    QVERIFY(!isDark(QApplication::palette()));
    theme.setSystemDark(true);
    QVERIFY(!isDark(QApplication::palette()));
    theme.setMode(ThemeMode::System);
    QVERIFY(isDark(QApplication::palette()));
    theme.setSystemDark(false);
    QVERIFY(!isDark(QApplication::palette()));
}

void ThemeTest::iconsAreThereAndTinted_data()
{
    QTest::addColumn<QString>("name");
    (void)applicationIcon(); // registers the resource
    const QStringList names = QDir(u":/reveille/icons"_s).entryList();
    QVERIFY(names.size() > 30);
    for (const QString& name : names) {
        if (name != u"reveille.svg")
            QTest::addRow("%s", qPrintable(name)) << name.chopped(4);
    }
}

void ThemeTest::iconsAreThereAndTinted()
{
    QFETCH(QString, name);
    const QColor tint = lightColors()[Color::Failed];
    QImage image(32, 32, QImage::Format_ARGB32);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    paintIcon(&painter, image.rect(), name, tint);
    painter.end();
    int tinted = 0;
    for (int y = 0; y < 32; ++y) {
        for (int x = 0; x < 32; ++x) {
            const QColor pixel = image.pixelColor(x, y);
            if (pixel.alpha() > 200 && qAbs(pixel.red() - tint.red()) < 8)
                ++tinted;
        }
    }
    QVERIFY2(tinted > 4, qPrintable(QString::number(tinted)));
}

void ThemeTest::digitsTakeEqualRoom()
{
    const QFontMetrics metrics(textFont());
    QCOMPARE(tabularWidth(metrics, u"00:11:11"_s), tabularWidth(metrics, u"00:00:00"_s));
    QCOMPARE(tabularWidth(metrics, u"in 4 min"_s), tabularWidth(metrics, u"in 1 min"_s));
}

void ThemeTest::shortcutsDoNotClash()
{
    const ActionRegistry registry;
    QHash<QString, QString> taken;
    for (int id = 0; id < static_cast<int>(ActionId::Count); ++id) {
        const QAction* action = registry.action(static_cast<ActionId>(id));
        QVERIFY(!action->text().isEmpty());
        QVERIFY(!action->objectName().isEmpty());
        // Keys of views may repeat: only the one whose view has the focus hears them.
        if (action->shortcut().isEmpty() || action->shortcutContext() != Qt::WindowShortcut)
            continue;
        const QString keys = action->shortcut().toString();
        QVERIFY2(!taken.contains(keys), qPrintable(keys + u": "_s + action->objectName()));
        taken.insert(keys, action->objectName());
    }
}

QTEST_MAIN(ThemeTest)
#include "ThemeTest.moc"
