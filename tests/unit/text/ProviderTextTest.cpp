#include "core/text/ProviderText.h"

#include <QTest>

using namespace reveille;
using namespace Qt::StringLiterals;

class ProviderTextTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void entriesInOneLine();
    void resends();
};

void ProviderTextTest::entriesInOneLine()
{
    ProviderSchedule first;
    first.when = u"Mon *-*-* 09:00:00"_s;
    ProviderSchedule second;
    second.when = u"Sat *-*-* 11:00:00"_s;
    QCOMPARE(linesText({}), QString());
    QCOMPARE(linesText({first, second}), u"Mon *-*-* 09:00:00; Sat *-*-* 11:00:00"_s);
}

void ProviderTextTest::resends()
{
    ProviderResend resend;
    resend.from = {u"*-*-* 08:00:00"_s};
    resend.to = {u"*-*-* 07:00:00"_s};
    resend.verified = true;
    const QString done = resendText(resend, u"29 Mar 03:00"_s);
    QVERIFY2(done.contains(u"29 Mar 03:00"_s) && done.contains(u"07:00:00 instead of *-*-* 08:00:00"_s),
             qPrintable(done));
    resend.verified = false;
    resend.refusal = u"EBUSY"_s;
    const QString refused = resendText(resend, u"29 Mar 03:00"_s);
    QVERIFY2(refused.contains(u"EBUSY"_s) && refused.contains(u"still have *-*-* 08:00:00"_s),
             qPrintable(refused));
}

QTEST_APPLESS_MAIN(ProviderTextTest)
#include "ProviderTextTest.moc"
