#include "ui/schedules/CommandEditor.h"

#include "core/text/CommandLint.h"
#include "ui/schedules/ArgumentList.h"
#include "ui/theme/Fonts.h"
#include "ui/widgets/Labels.h"

#include <algorithm>

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace reveille::ui {

using namespace Qt::StringLiterals;

namespace {

QString wordsText(const QStringList& argv)
{
    QStringList words;
    for (const QString& word : argv)
        words += u'[' + word + u']';
    return words.join(u' ');
}

} // namespace

CommandEditor::CommandEditor(QWidget* parent)
    : QWidget(parent),
      m_edit(new QLineEdit(this)),
      m_shell(new QCheckBox(this)),
      m_list(new ArgumentList(this)),
      m_separate(new QPushButton(this)),
      m_words(new RoleLabel(Color::Dim, this)),
      m_warning(new RoleLabel(Color::Warning, this)),
      m_fix(new QPushButton(this)),
      m_shellName(u"bash"_s)
{
    const int step = unit(this);
    m_edit->setFont(monoFont());
    m_edit->setPlaceholderText(tr("/usr/local/bin/backup --full"));
    m_shell->setText(tr("Run it through &bash, for pipes, variables and “&&&&”"));
    m_shell->setObjectName(u"throughShell"_s);
    m_shell->setAccessibleName(tr("Run it through bash"));
    m_words->setObjectName(u"commandWords"_s);
    m_words->setWordWrap(true);
    m_words->setFont(smallFont(font()));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(step / 2 + 1);
    column->addWidget(m_edit);
    column->addWidget(m_list);
    column->addWidget(m_words);
    m_separate->setObjectName(u"separateArguments"_s);
    m_separate->setAutoDefault(false);
    m_separate->setFlat(true);
    // Only the box and its words are the target, so they are all the room it takes.
    auto* ways = new QHBoxLayout;
    ways->addWidget(m_shell);
    ways->addStretch(1);
    ways->addWidget(m_separate);
    column->addLayout(ways);
    auto* warning = new QHBoxLayout;
    warning->setSpacing(step);
    m_warning->setObjectName(u"commandWarning"_s);
    m_warning->setWordWrap(true);
    m_warning->setFont(smallFont(font()));
    m_fix->setObjectName(u"fixCommand"_s);
    m_fix->setText(tr("Use “set -o pipefail”"));
    m_fix->setAccessibleName(m_fix->text());
    m_fix->setAutoDefault(false);
    warning->addWidget(m_warning, 1);
    warning->addWidget(m_fix, 0, Qt::AlignTop);
    column->addLayout(warning);
    connect(m_fix, &QPushButton::clicked, this, [this] {
        m_edit->setText(u"set -o pipefail; "_s + m_edit->text());
        m_edit->setFocus();
    });
    connect(m_edit, &QLineEdit::textChanged, this, &CommandEditor::update);
    connect(m_shell, &QCheckBox::toggled, this, &CommandEditor::update);
    connect(m_list, &ArgumentList::changed, this, &CommandEditor::update);
    connect(m_separate, &QPushButton::clicked, this, [this] {
        setSeparate(!m_isSeparate);
        if (m_isSeparate)
            m_list->focusFirst();
        else
            m_edit->setFocus();
    });
    setSeparate(false);
}

void CommandEditor::setArgv(const QStringList& argv)
{
    const CommandText command = commandText(argv);
    m_shellName = command.shell;
    m_shell->setChecked(command.throughShell);
    m_edit->setText(argv.isEmpty() ? QString() : command.text);
    update();
}

/// The words stay the same, whichever way they are shown.
void CommandEditor::setSeparate(bool separate)
{
    const QStringList words = argv();
    m_isSeparate = separate;
    if (separate) {
        m_list->setArgv(words);
    } else if (!words.isEmpty()) {
        setArgv(words);
    }
    m_edit->setVisible(!separate);
    m_shell->setVisible(!separate);
    m_list->setVisible(separate);
    m_separate->setText(separate ? tr("Write it as one line") : tr("Write the arguments one by one"));
    m_separate->setAccessibleName(m_separate->text());
    update();
}

QVector<QWidget*> CommandEditor::stops() const
{
    return QVector<QWidget*>{m_edit} + m_list->stops() + QVector<QWidget*>{m_shell, m_separate, m_fix};
}

QStringList CommandEditor::argv() const
{
    if (m_isSeparate)
        return m_list->argv();
    return toArgv({m_edit->text(), m_shell->isChecked(), m_shellName});
}

void CommandEditor::update()
{
    m_words->setVisible(!m_isSeparate);
    if (m_isSeparate)
        m_valid = !m_list->argv().isEmpty();
    else
        readLine();
    warn();
    Q_EMIT changed();
}

void CommandEditor::readLine()
{
    auto* words = static_cast<RoleLabel*>(m_words);
    words->setRole(Color::Dim);
    const CommandLine line = parseCommandLine(m_edit->text());
    if (m_shell->isChecked()) {
        m_valid = !m_edit->text().trimmed().isEmpty();
        m_words->setText(m_valid ? tr("Handed over as: %1").arg(wordsText(argv()))
                                 : tr("Write the script for the shell in one line."));
    } else if (line.problem == CommandLine::Problem::Empty) {
        m_valid = false;
        m_words->setText(tr("No shell is involved: the words are handed over as they stand."));
    } else if (line.problem != CommandLine::Problem::None) {
        m_valid = false;
        words->setRole(Color::Failed);
        m_words->setText(line.problem == CommandLine::Problem::OpenQuote
                             ? tr("At character %1: this quote is never closed.").arg(line.column + 1)
                             : tr("A backslash at the end stands for nothing."));
    } else {
        m_valid = true;
        QString text = tr("Handed over as: %1").arg(wordsText(line.argv));
        if (!line.shellSyntax.isEmpty()) {
            words->setRole(Color::Warning);
            text += u' ' + tr("“%1” only means something to a shell.").arg(line.shellSyntax);
        }
        m_words->setText(text);
    }
}

void CommandEditor::warn()
{
    const QVector<CommandLint> lints = m_valid ? lintCommand(argv()) : QVector<CommandLint>();
    QStringList texts;
    for (const CommandLint& lint : lints)
        texts += lintText(lint);
    m_warning->setText(texts.join(u'\n'));
    m_warning->setVisible(!texts.isEmpty());
    // A plain POSIX shell does not know the option.
    const QString shell = m_shellName.section(u'/', -1);
    m_fix->setVisible(!m_isSeparate && (shell == u"bash" || shell == u"zsh") &&
                      std::any_of(lints.begin(), lints.end(), [](const CommandLint& lint) {
                          return lint.kind == CommandLint::Kind::PipeWithoutPipefail;
                      }));
}

} // namespace reveille::ui
