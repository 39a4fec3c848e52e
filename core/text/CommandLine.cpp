#include "core/text/CommandLine.h"

#include "core/text/ArgvText.h"

namespace reveille {

using namespace Qt::StringLiterals;

namespace {

class Splitter
{
public:
    explicit Splitter(const QString& text) : m_text(text) {}

    CommandLine run()
    {
        while (m_at < m_text.size() && m_line.problem == CommandLine::Problem::None)
            step();
        finishWord();
        if (m_line.problem == CommandLine::Problem::None && m_line.argv.isEmpty())
            m_line.problem = CommandLine::Problem::Empty;
        return m_line;
    }

private:
    void step()
    {
        const QChar c = m_text[m_at];
        if (c.isSpace()) {
            finishWord();
            ++m_at;
        } else if (c == u'\'') {
            quoted(u'\'', m_at + 1);
        } else if (c == u'"') {
            quoted(u'"', m_at + 1);
        } else if (c == u'$' && m_at + 1 < m_text.size() && m_text[m_at + 1] == u'\'') {
            cStyle(m_at + 2);
        } else if (c == u'\\') {
            if (m_at + 1 >= m_text.size())
                return problem(CommandLine::Problem::OpenBackslash, m_at);
            add(m_text[m_at + 1]);
            m_at += 2;
        } else {
            noteShell(c);
            add(c);
            ++m_at;
        }
    }

    void quoted(QChar quote, qsizetype at)
    {
        const qsizetype start = m_at;
        m_open = true;
        for (; at < m_text.size(); ++at) {
            const QChar c = m_text[at];
            if (c == quote) {
                m_at = at + 1;
                return;
            }
            if (quote == u'"' && c == u'\\' && at + 1 < m_text.size() &&
                QStringView(u"\"\\$`").contains(m_text[at + 1]))
                ++at;
            else if (quote == u'"')
                noteShellInQuotes(c);
            add(m_text[at]);
        }
        problem(CommandLine::Problem::OpenQuote, start);
    }

    void cStyle(qsizetype at)
    {
        const qsizetype start = m_at;
        m_open = true;
        for (; at < m_text.size(); ++at) {
            if (m_text[at] == u'\'') {
                m_at = at + 1;
                return;
            }
            if (m_text[at] != u'\\' || at + 1 >= m_text.size()) {
                add(m_text[at]);
                continue;
            }
            const QChar escape = m_text[++at];
            if (escape == u'n')
                add(u'\n');
            else if (escape == u't')
                add(u'\t');
            else if (escape == u'u' && at + 4 < m_text.size()) {
                add(QChar(m_text.mid(at + 1, 4).toUShort(nullptr, 16)));
                at += 4;
            } else
                add(escape);
        }
        problem(CommandLine::Problem::OpenQuote, start);
    }

    void add(QChar c)
    {
        m_open = true;
        m_word += c;
    }
    void finishWord()
    {
        if (m_open)
            m_line.argv += m_word;
        m_word.clear();
        m_open = false;
    }
    void problem(CommandLine::Problem what, qsizetype column)
    {
        m_line.problem = what;
        m_line.column = static_cast<int>(column);
        m_open = false;
    }
    void noteShell(QChar c)
    {
        const bool atStart = m_word.isEmpty();
        if (m_line.shellSyntax.isEmpty() && (QStringView(u"|<>;&$`*?").contains(c) || (c == u'~' && atStart)))
            m_line.shellSyntax = c;
    }
    void noteShellInQuotes(QChar c)
    {
        if (m_line.shellSyntax.isEmpty() && (c == u'$' || c == u'`'))
            m_line.shellSyntax = c;
    }

    const QString& m_text;
    qsizetype m_at = 0;
    QString m_word;
    bool m_open = false;
    CommandLine m_line;
};

bool isShell(const QString& program)
{
    const QString name = program.section(u'/', -1);
    return name == u"bash" || name == u"sh" || name == u"dash" || name == u"zsh";
}

} // namespace

CommandLine parseCommandLine(const QString& text)
{
    return Splitter(text).run();
}

CommandText commandText(const QStringList& argv)
{
    if (argv.size() == 3 && isShell(argv[0]) && argv[1] == u"-c")
        return {argv[2], true, argv[0]};
    return {quotedArgv(argv), false, u"bash"_s};
}

QStringList toArgv(const CommandText& command)
{
    if (command.throughShell)
        return {command.shell.isEmpty() ? u"bash"_s : command.shell, u"-c"_s, command.text};
    return parseCommandLine(command.text).argv;
}

} // namespace reveille
