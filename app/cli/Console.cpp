#include "app/cli/Console.h"

#include <algorithm>
#include <cerrno>

#include <unistd.h>

#include <QFileDevice>
#include <QJsonDocument>

namespace reveille::cli {

Console::Console(QIODevice& in, QIODevice& out, QIODevice& err, Terminal terminal)
    : m_in(in), m_out(out), m_err(err), m_terminal(terminal)
{}

void Console::write(QIODevice& device, const QByteArray& data)
{
    const bool written = device.write(data) == data.size();
    auto* file = qobject_cast<QFileDevice*>(&device);
    if (!written || (file && !file->flush()))
        m_broken = true;
}

void Console::line(const QString& text)
{
    write(m_out, text.toUtf8() + '\n');
}

void Console::note(const QString& text)
{
    write(m_err, text.toUtf8() + '\n');
}

void Console::bytes(const QByteArray& raw)
{
    write(m_out, raw);
}

void Console::noteBytes(const QByteArray& raw)
{
    write(m_err, raw);
}

void Console::json(const QJsonObject& object)
{
    write(m_out, QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n');
}

void Console::json(const QJsonArray& array)
{
    QByteArray text = "[";
    for (qsizetype i = 0; i < array.size(); ++i) {
        text += i == 0 ? "\n" : ",\n";
        text += QJsonDocument(array.at(i).toObject()).toJson(QJsonDocument::Compact);
    }
    write(m_out, text + (array.isEmpty() ? "]\n" : "\n]\n"));
}

QString Console::ask(const QString& question)
{
    write(m_err, question.toUtf8());
    return QString::fromUtf8(readLine()).trimmed();
}

QByteArray Console::readLine()
{
    constexpr qint64 kLongestLine = 64 * 1024;
    QByteArray line = m_in.readLine(kLongestLine);
    while (line.endsWith('\n') || line.endsWith('\r'))
        line.chop(1);
    return line;
}

QByteArray Console::readSome(qint64 most)
{
    const auto* file = qobject_cast<QFileDevice*>(&m_in);
    if (file == nullptr || file->handle() < 0)
        return m_in.read(most);
    // A file device reads on until it has all that was asked for: whoever waits for an answer would wait
    // forever.
    QByteArray piece(most, Qt::Uninitialized);
    ssize_t got = 0;
    do {
        got = ::read(file->handle(), piece.data(), static_cast<std::size_t>(most));
    } while (got < 0 && errno == EINTR);
    piece.truncate(std::max<qsizetype>(0, got));
    return piece;
}

} // namespace reveille::cli
