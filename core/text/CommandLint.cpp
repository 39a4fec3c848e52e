#include "core/text/CommandLint.h"

#include "core/text/CommandLine.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace reveille {

using namespace Qt::StringLiterals;

namespace {

QString say(const char* text)
{
    return QCoreApplication::translate("CommandLint", text);
}

/// Whether a shell script has a pipe outside quotes and comments; "||" is none.
bool hasPipe(const QString& script)
{
    QChar quote;
    for (qsizetype i = 0; i < script.size(); ++i) {
        const QChar c = script[i];
        if (c == u'\\' && quote != u'\'') {
            ++i;
        } else if (!quote.isNull()) {
            if (c == quote)
                quote = QChar();
        } else if (c == u'\'' || c == u'"') {
            quote = c;
        } else if (c == u'|') {
            const bool isOr = i + 1 < script.size() && script[i + 1] == u'|';
            const bool clobbers = i > 0 && script[i - 1] == u'>';
            if (!isOr && !clobbers)
                return true;
            i += isOr ? 1 : 0;
        }
    }
    return false;
}

bool isRelative(const QString& program)
{
    return program.contains(u'/') && !program.startsWith(u'/') && !program.startsWith(u'~') &&
           !program.startsWith(u'$');
}

/// The first option or address among the words that carries a secret; empty if none does.
QString secretOption(const QStringList& words)
{
    static const QRegularExpression kAddress(uR"(://[^/\s:@]+:([^/\s@]+)@)"_s);
    for (qsizetype i = 0; i < words.size(); ++i) {
        const QString& word = words[i];
        const qsizetype equals = word.indexOf(u'=');
        if (equals > 0 && looksSecret(word.left(equals), word.mid(equals + 1)))
            return word.left(equals);
        if (word.startsWith(u'-') && equals < 0 && i + 1 < words.size() && !words[i + 1].startsWith(u'-') &&
            looksSecret(word, words[i + 1]))
            return word;
        if (looksSecret({}, word))
            return word.left(4) + u'…';
        if (const auto match = kAddress.match(word); match.hasMatch() && !match.captured(1).startsWith(u'$'))
            return say(QT_TRANSLATE_NOOP("CommandLint", "the address"));
    }
    return {};
}

} // namespace

bool looksSecret(const QString& name, const QString& value)
{
    if (value.isEmpty() || value.startsWith(u'$'))
        return false;
    static const QRegularExpression kName(
        u"(pass(word|wd|phrase)|secret|token|api[-_]?key|access[-_]?key|private[-_]?key|credential)"_s,
        QRegularExpression::CaseInsensitiveOption);
    // A name that ends in FILE or PATH says where the secret lies, not what it is.
    static const QRegularExpression kPlace(u"(file|path|dir|url|name)$"_s,
                                           QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression kForm(
        uR"(^(dsk-|sk-|ghp_|gho_|ghs_|github_pat_|glpat-|xox[abprs]-|AKIA[0-9A-Z]{16}|eyJ[\w-]+\.eyJ|-----BEGIN [A-Z ]*PRIVATE KEY))"_s);
    return (kName.match(name).hasMatch() && !kPlace.match(name).hasMatch()) || kForm.match(value).hasMatch();
}

QVector<CommandLint> lintCommand(const QStringList& argv)
{
    QVector<CommandLint> lints;
    if (argv.isEmpty())
        return lints;
    const CommandText command = commandText(argv);
    const QStringList words = command.throughShell ? parseCommandLine(command.text).argv : argv;
    if (command.throughShell && hasPipe(command.text) && !command.text.contains(u"pipefail"_s))
        lints.append({CommandLint::Kind::PipeWithoutPipefail, command.shell});
    if (const QString option = secretOption(words); !option.isEmpty())
        lints.append({CommandLint::Kind::SecretInArgument, option});
    if (!words.isEmpty() && isRelative(words.first()))
        lints.append({CommandLint::Kind::RelativeProgram, words.first()});
    return lints;
}

QString lintText(const CommandLint& lint)
{
    switch (lint.kind) {
    case CommandLint::Kind::PipeWithoutPipefail:
        return say(QT_TRANSLATE_NOOP("CommandLint",
                                     "In a pipe only the last command decides whether the run failed."));
    case CommandLint::Kind::SecretInArgument:
        return say(QT_TRANSLATE_NOOP(
                       "CommandLint",
                       "%1 looks like it holds a secret: it is stored in plain text, and others "
                       "on the machine can read it."))
            .arg(lint.subject);
    case CommandLint::Kind::RelativeProgram:
        return say(QT_TRANSLATE_NOOP("CommandLint", "%1 is looked for in the working directory: a full path, "
                                                    "beginning with /, is always found."))
            .arg(lint.subject);
    }
    return {};
}

QString secretVariableText(const QString& names)
{
    return say(QT_TRANSLATE_NOOP("CommandLint",
                                 "%1 looks like a secret and is stored in plain text. A value that reads "
                                 "“secret:NAME” is taken from the stored secrets when the command runs."))
        .arg(names);
}

} // namespace reveille
