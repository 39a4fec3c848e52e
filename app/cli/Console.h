#pragma once

#include <QByteArray>
#include <QIODevice>
#include <QJsonArray>
#include <QJsonObject>
#include <QString>

namespace reveille::cli {

/// Where a command reads and writes. Tests hand in buffers. Everything is written through at once.
class Console
{
public:
    struct Terminal
    {
        bool input = false;  ///< a person types
        bool output = false; ///< a person reads
    };

    /// The devices must be open and outlive the console.
    Console(QIODevice& in, QIODevice& out, QIODevice& err, Terminal terminal);

    void line(const QString& text); ///< to standard output, with the line's end
    void note(const QString& text); ///< to standard error, with the line's end
    void bytes(const QByteArray& raw);
    void noteBytes(const QByteArray& raw); ///< to standard error
    void json(const QJsonObject& object);  ///< one line
    void json(const QJsonArray& array);    ///< one element a line

    /// Asks on standard error and reads one line; without the line's end. Empty at the end of the input.
    [[nodiscard]] QString ask(const QString& question);
    [[nodiscard]] QByteArray readLine();
    /// What has come by now, at most `most` bytes; waits for the first one. Empty at the end of the input.
    [[nodiscard]] QByteArray readSome(qint64 most);

    [[nodiscard]] Terminal terminal() const { return m_terminal; }
    /// Set once a write failed: whoever read us has gone.
    [[nodiscard]] bool isBroken() const { return m_broken; }

private:
    void write(QIODevice& device, const QByteArray& data);

    QIODevice& m_in;
    QIODevice& m_out;
    QIODevice& m_err;
    Terminal m_terminal;
    bool m_broken = false;
};

} // namespace reveille::cli
