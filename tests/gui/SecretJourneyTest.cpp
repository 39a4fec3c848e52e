#include "tests/gui/Journey.h"
#include "ui/accounts/SecretsDialog.h"

#include <QAccessible>
#include <QApplication>
#include <QImage>
#include <QLabel>

using namespace reveille;
using namespace reveille::test;
using namespace reveille::ui;
using namespace Qt::StringLiterals;

namespace {

/// Two secrets of one length: what shows either shows them apart.
const QStringList kKeys{u"dsk-live-canary-AAAAiiii"_s, u"dsk-live-canary-WWWWmmmm"_s};

/// All that assistive programs are told of a widget and what is in it.
void collect(QAccessibleInterface* item, QStringList& texts)
{
    if (item == nullptr)
        return;
    for (const QAccessible::Text kind :
         {QAccessible::Name, QAccessible::Description, QAccessible::Value, QAccessible::Help})
        texts.append(item->text(kind));
    for (int i = 0; i < item->childCount(); ++i)
        collect(item->child(i), texts);
}

/// The pictures of all windows.
QVector<QImage> pictures()
{
    QVector<QImage> taken;
    for (const QWidget* window : QApplication::topLevelWidgets()) {
        if (window->isVisible())
            taken.append(const_cast<QWidget*>(window)->grab().toImage());
    }
    return taken;
}

bool isToldAnywhere(const QString& secret)
{
    QStringList texts;
    for (QWidget* window : QApplication::topLevelWidgets()) {
        if (window->isVisible())
            collect(QAccessible::queryAccessibleInterface(window), texts);
    }
    return texts.join(u'\n').contains(secret);
}

} // namespace

/// Secrets that are typed or pasted into the window: no picture of it and no word of it tells them.
class SecretJourneyTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanup() { QApplication::closeAllWindows(); }
    void aPictureWouldTellWhatIsShown();
    void noPictureTellsAKey();
    void noPictureTellsAStoredSecret();
    void aSecretPastedIntoACommandIsWarnedAbout_data();
    void aSecretPastedIntoACommandIsWarnedAbout();
    void aSecretPastedIntoAVariableIsWarnedAbout();

private:
    /// The pictures taken on the way with one of the keys.
    [[nodiscard]] QVector<QImage> addAnAccountWith(const QString& key);

    std::unique_ptr<Theme> m_theme;
};

void SecretJourneyTest::initTestCase()
{
    QApplication::setCursorFlashTime(0); // a caret that blinks makes two pictures of one window
    m_theme = std::make_unique<Theme>(*qApp);
}

QVector<QImage> SecretJourneyTest::addAnAccountWith(const QString& key)
{
    Journey journey(*m_theme, Changes{});
    journey.click(u"chooseDedalus"_s);
    journey.paste(u"accountKey"_s, key);
    QVector<QImage> taken = pictures();
    Error refusal;
    refusal.code = ErrorCode::Unauthorized;
    refusal.subject = u"dcs.example.org"_s;
    journey.client.refuseNext(refusal);
    journey.click(u"testConnection"_s);
    taken += pictures();
    if (isToldAnywhere(key))
        taken.append(QImage()); // no window looks like that
    journey.click(u"finishAccount"_s);
    taken += pictures();
    if (journey.client.lastKey != key || isToldAnywhere(key))
        taken.append(QImage());
    return taken;
}

/// That the comparison sees what it is to see.
void SecretJourneyTest::aPictureWouldTellWhatIsShown()
{
    QVector<QVector<QImage>> taken;
    for (const QString& key : kKeys) {
        Journey journey(*m_theme, Changes{});
        journey.click(u"chooseDedalus"_s);
        journey.rewrite(u"accountName"_s, key);
        taken.append(pictures());
        QVERIFY(isToldAnywhere(key));
    }
    QVERIFY(taken[0] != taken[1]);
}

void SecretJourneyTest::noPictureTellsAKey()
{
    const QVector<QImage> one = addAnAccountWith(kKeys[0]);
    const QVector<QImage> other = addAnAccountWith(kKeys[1]);
    QVERIFY(one.size() >= 3);
    for (const QImage& picture : one)
        QVERIFY(!picture.isNull());
    QCOMPARE(one.size(), other.size());
    for (qsizetype i = 0; i < one.size(); ++i)
        QVERIFY2(one[i] == other[i], qPrintable(QString::number(i)));
}

void SecretJourneyTest::noPictureTellsAStoredSecret()
{
    QVector<QVector<QImage>> taken;
    for (const QString& key : kKeys) {
        Journey journey(*m_theme);
        SecretsDialog dialog(journey.client, {});
        dialog.show();
        journey.rewrite(u"secretName"_s, u"VAULT"_s);
        journey.paste(u"secretValue"_s, key);
        QVector<QImage> pictures{dialog.grab().toImage()};
        QVERIFY(!isToldAnywhere(key));
        journey.press(Qt::Key_Return);
        pictures.append(dialog.grab().toImage());
        QVERIFY(!isToldAnywhere(key));
        taken.append(pictures);
    }
    QVERIFY(taken[0] == taken[1]);
}

void SecretJourneyTest::aSecretPastedIntoACommandIsWarnedAbout_data()
{
    QTest::addColumn<QString>("command");
    QTest::newRow("an option") << u"curl --token %1 https://example.com"_s;
    QTest::newRow("a variable") << u"API_KEY=%1 ./deploy"_s;
    QTest::newRow("by its form alone") << u"login %1"_s;
    QTest::newRow("in an address") << u"psql postgres://me:%1@db/app"_s;
}

void SecretJourneyTest::aSecretPastedIntoACommandIsWarnedAbout()
{
    QFETCH(QString, command);
    Journey journey(*m_theme);
    journey.press(Qt::Key_N, Qt::ControlModifier);
    journey.paste(u"scheduleCommand"_s, command.arg(kKeys[0]));
    QVERIFY(journey.isVisible(u"commandWarning"_s));
    const QString said = journey.label(u"commandWarning"_s);
    QVERIFY2(said.contains(u"looks like it holds a secret"_s), qPrintable(said));
    QVERIFY(!said.contains(kKeys[0]));
}

void SecretJourneyTest::aSecretPastedIntoAVariableIsWarnedAbout()
{
    Journey journey(*m_theme);
    journey.clickCell(u"scheduleTable"_s, u"month-close"_s);
    journey.press(Qt::Key_Return);
    journey.click(u"moreFold"_s);
    journey.rewrite(u"variableName1"_s, u"DB_PASSWORD"_s);
    journey.paste(u"variableValue1"_s, kKeys[0]);
    QVERIFY(journey.isVisible(u"environmentWarning"_s));
    const QString said = journey.label(u"environmentWarning"_s);
    QVERIFY2(said.contains(u"secret:NAME"_s) && !said.contains(kKeys[0]), qPrintable(said));
}

QTEST_MAIN(SecretJourneyTest)
#include "SecretJourneyTest.moc"
