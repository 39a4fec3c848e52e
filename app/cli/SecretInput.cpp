#include "app/cli/SecretInput.h"

#include <termios.h>
#include <unistd.h>

namespace reveille::cli {

using namespace Qt::StringLiterals;

namespace {

/// Keeps the terminal from showing what is typed, as long as it lives.
class EchoOff
{
public:
    EchoOff()
    {
        m_changed = ::tcgetattr(STDIN_FILENO, &m_before) == 0;
        termios silent = m_before;
        silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        m_changed = m_changed && ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent) == 0;
    }
    ~EchoOff()
    {
        if (m_changed)
            ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &m_before);
    }
    EchoOff(const EchoOff&) = delete;
    EchoOff& operator=(const EchoOff&) = delete;

private:
    termios m_before{};
    bool m_changed = false;
};

} // namespace

QString readSecret(Console& console, const QString& question)
{
    if (!console.terminal().input)
        return QString::fromUtf8(console.readLine()).trimmed();
    const EchoOff hidden;
    const QString key = console.ask(question);
    console.note({});
    return key;
}

} // namespace reveille::cli
