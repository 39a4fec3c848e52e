#include "tests/support/ScreenReader.h"

#include <QDBusArgument>
#include <QDBusMessage>
#include <QDBusObjectPath>
#include <QDBusReply>
#include <QDBusVariant>
#include <QStringList>
#include <QUuid>

namespace reveille::test {

using namespace Qt::StringLiterals;

namespace {

constexpr int kPatienceMs = 2'000;
constexpr int kDeepest = 40;

// AT-SPI2's StateType (atspi-constants.h): the number of the bit.
constexpr uint kEnabledBit = 8;
constexpr uint kShowingBit = 25;

const QString kBusName = u"org.freedesktop.DBus"_s;
const QString kRoot = u"/org/a11y/atspi/accessible/root"_s;
const QString kAccessible = u"org.a11y.atspi.Accessible"_s;

QDBusMessage ask(const QDBusConnection& bus, const QString& service, const QString& path,
                 const QString& interface, const QString& method, const QVariantList& arguments = {})
{
    QDBusMessage call = QDBusMessage::createMethodCall(service, path, interface, method);
    call.setArguments(arguments);
    return bus.call(call, QDBus::Block, kPatienceMs);
}

QVariant answerOf(const QDBusMessage& message)
{
    return message.type() == QDBusMessage::ReplyMessage && !message.arguments().isEmpty()
               ? message.arguments().constFirst()
               : QVariant();
}

} // namespace

struct ScreenReader::Node
{
    QString service;
    QString path;
};

ScreenReader::ScreenReader(const QString& bus)
    : m_connectionName(u"screen reader "_s + QUuid::createUuid().toString()),
      m_bus(QDBusConnection::connectToBus(bus, m_connectionName))
{}

ScreenReader::~ScreenReader()
{
    QDBusConnection::disconnectFromBus(m_connectionName);
}

QString ScreenReader::serviceOf(qint64 process) const
{
    if (const QString known = m_services.value(process); !known.isEmpty())
        return known;
    const auto on = [this](const QString& method, const QVariantList& arguments) {
        return answerOf(ask(m_bus, kBusName, u"/org/freedesktop/DBus"_s, kBusName, method, arguments));
    };
    for (const QString& name : on(u"ListNames"_s, {}).toStringList()) {
        if (name.startsWith(u':') && on(u"GetConnectionUnixProcessID"_s, {name}).toLongLong() == process) {
            m_services.insert(process, name);
            return name;
        }
    }
    return {};
}

void ScreenReader::readBelow(const Node& node, int depth, QVector<ShownItem>& items) const
{
    const auto children =
        answerOf(ask(m_bus, node.service, node.path, kAccessible, u"GetChildren"_s)).value<QDBusArgument>();
    if (depth > kDeepest || children.currentType() != QDBusArgument::ArrayType)
        return;
    QVector<Node> found;
    children.beginArray();
    while (!children.atEnd()) {
        Node child;
        QDBusObjectPath path;
        children.beginStructure();
        children >> child.service >> path;
        children.endStructure();
        child.path = path.path();
        found.append(child);
    }
    children.endArray();
    for (const Node& child : std::as_const(found)) {
        const auto states = qdbus_cast<QList<uint>>(
            answerOf(ask(m_bus, child.service, child.path, kAccessible, u"GetState"_s)));
        if (states.isEmpty() || (states.constFirst() >> kShowingBit & 1U) == 0)
            continue;
        ShownItem item;
        item.enabled = (states.constFirst() >> kEnabledBit & 1U) != 0;
        item.name = answerOf(ask(m_bus, child.service, child.path, u"org.freedesktop.DBus.Properties"_s,
                                 u"Get"_s, {kAccessible, u"Name"_s}))
                        .value<QDBusVariant>()
                        .variant()
                        .toString();
        item.role = answerOf(ask(m_bus, child.service, child.path, kAccessible, u"GetRoleName"_s)).toString();
        const auto extents = answerOf(ask(m_bus, child.service, child.path, u"org.a11y.atspi.Component"_s,
                                          u"GetExtents"_s, {QVariant::fromValue(0U)}));
        if (extents.isValid()) {
            const auto argument = extents.value<QDBusArgument>();
            int x = 0;
            int y = 0;
            int width = 0;
            int height = 0;
            argument.beginStructure();
            argument >> x >> y >> width >> height;
            argument.endStructure();
            item.area = QRect(x, y, width, height);
        }
        items.append(item);
        readBelow(child, depth + 1, items);
    }
}

QVector<ShownItem> ScreenReader::read(qint64 process) const
{
    QVector<ShownItem> items;
    if (const QString service = serviceOf(process); !service.isEmpty())
        readBelow({service, kRoot}, 0, items);
    return items;
}

std::optional<ShownItem> ScreenReader::find(qint64 process, const QString& text, const QString& role) const
{
    for (const ShownItem& item : read(process)) {
        if (item.name.contains(text) && (role.isEmpty() || item.role == role))
            return item;
    }
    return std::nullopt;
}

QString ScreenReader::transcript(qint64 process) const
{
    QStringList lines;
    for (const ShownItem& item : read(process)) {
        if (!item.name.isEmpty())
            lines.append(u"%1: %2"_s.arg(item.role, item.name));
    }
    return lines.join(u'\n');
}

} // namespace reveille::test
