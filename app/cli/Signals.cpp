#include "app/cli/Signals.h"

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>

#include <fcntl.h>
#include <unistd.h>

namespace reveille::cli {

namespace {

constexpr std::array kSignals{SIGINT, SIGTERM, SIGHUP};

std::atomic<int> writeEnd{-1};
std::array<struct sigaction, kSignals.size()> before{};

void handle(int /*signal*/)
{
    const int kept = errno;
    const char byte = 1;
    // A full pipe means that the request is known already.
    const ssize_t written = ::write(writeEnd.load(), &byte, 1);
    static_cast<void>(written);
    errno = kept;
}

} // namespace

Signals::Signals(QObject* parent) : QObject(parent)
{
    std::array<int, 2> ends{-1, -1};
    if (::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0)
        qFatal("no pipe for signals");
    m_readEnd = ends[0];
    writeEnd = ends[1];
    m_notifier = new QSocketNotifier(m_readEnd, QSocketNotifier::Read, this);
    connect(m_notifier, &QSocketNotifier::activated, this, &Signals::drain);
    struct sigaction action = {};
    action.sa_handler = handle;
    // One request is enough: the next signal of the same kind ends the program without further ado.
    action.sa_flags = static_cast<int>(SA_RESTART | SA_RESETHAND);
    ::sigemptyset(&action.sa_mask);
    for (std::size_t i = 0; i < kSignals.size(); ++i)
        ::sigaction(kSignals.at(i), &action, &before.at(i));
}

Signals::~Signals()
{
    for (std::size_t i = 0; i < kSignals.size(); ++i)
        ::sigaction(kSignals.at(i), &before.at(i), nullptr);
    ::close(writeEnd.exchange(-1));
    ::close(m_readEnd);
}

void Signals::drain()
{
    std::array<char, 16> bytes{};
    while (::read(m_readEnd, bytes.data(), bytes.size()) > 0) {
    }
    Q_EMIT stopAsked();
}

} // namespace reveille::cli
