#pragma once

#include <optional>

#include <QDBusConnection>
#include <QHash>
#include <QRect>
#include <QString>
#include <QVector>

namespace reveille::test {

/// One thing that is on the screen, as a screen reader is told it.
struct ShownItem
{
    QString name;
    QString role; ///< as AT-SPI2 names it: "button", "label", …
    QRect area;   ///< of the screen
    bool enabled = false;
};

/// What a running program shows, told by itself over AT-SPI2: what a test reads and where it clicks is what a
/// person without eyes reads and where they click.
class ScreenReader
{
public:
    /// `bus` is the address of the accessibility bus.
    explicit ScreenReader(const QString& bus);
    ~ScreenReader();
    ScreenReader(const ScreenReader&) = delete;
    ScreenReader& operator=(const ScreenReader&) = delete;

    /// Everything of the process that is showing now, from the outside in; nothing while it does not answer.
    [[nodiscard]] QVector<ShownItem> read(qint64 process) const;
    /// The first one whose name holds the text; of that role, if one is given.
    [[nodiscard]] std::optional<ShownItem> find(qint64 process, const QString& text,
                                                const QString& role = {}) const;
    /// All names, a line each: what a failed test should have told.
    [[nodiscard]] QString transcript(qint64 process) const;

private:
    struct Node;
    [[nodiscard]] QString serviceOf(qint64 process) const;
    void readBelow(const Node& node, int depth, QVector<ShownItem>& items) const;

    QString m_connectionName;
    mutable QDBusConnection m_bus;
    mutable QHash<qint64, QString> m_services;
};

} // namespace reveille::test
