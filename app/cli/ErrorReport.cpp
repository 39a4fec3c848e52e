#include "app/cli/ErrorReport.h"

#include "app/cli/TablePrinter.h"
#include "core/text/ErrorText.h"

#include <algorithm>

namespace reveille::cli {

using namespace Qt::StringLiterals;

namespace {

/// The same number of characters, each of them harmless on a terminal.
QString flattened(QString text)
{
    for (QChar& c : text) {
        const auto category = c.category();
        if (category == QChar::Other_Control || category == QChar::Other_Format ||
            c == QChar::LineSeparator || c == QChar::ParagraphSeparator)
            c = u' ';
    }
    return text;
}

} // namespace

QString pointedAt(const QString& expression, int column, int length)
{
    const QString text = flattened(expression);
    const auto at = std::clamp<qsizetype>(column, 0, text.size());
    const int indent = terminalWidth(text.left(at));
    const int carets = std::max(1, terminalWidth(text.mid(at, length)));
    return u"  "_s + text + u"\n  "_s + QString(indent, u' ') + QString(carets, u'^');
}

QString errorReport(const Error& error)
{
    const ErrorText text = describe(error);
    QString report = u"reveillectl: "_s + text.what;
    if (error.code == ErrorCode::Parse && error.column >= 0 && !error.subject.isEmpty())
        report += u'\n' + pointedAt(error.subject, error.column, error.length);
    if (!text.advice.isEmpty())
        report += u'\n' + text.advice;
    return report;
}

} // namespace reveille::cli
