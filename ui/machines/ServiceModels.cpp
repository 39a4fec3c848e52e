#include "ui/machines/ServiceModels.h"

#include "core/text/ArgvText.h"

#include <algorithm>

#include <QLocale>

namespace reveille::ui {

using namespace Qt::StringLiterals;

QVector<PortRow> portRows(const QVector<MachinePort>& ports)
{
    QVector<PortRow> rows;
    for (const MachinePort& port : ports) {
        if (port.status != u"closed")
            rows.append({port.id, port.port, port.protocol, port.status, port.url});
    }
    std::ranges::stable_sort(rows, {}, &PortRow::port);
    return rows;
}

QString portStatusText(const QString& status)
{
    if (status == u"ready")
        return PortTableModel::tr("open");
    if (status == u"wake_in_progress")
        return PortTableModel::tr("waking the machine");
    if (status == u"closed")
        return PortTableModel::tr("closed");
    if (status == u"expired")
        return PortTableModel::tr("expired");
    if (status == u"failed")
        return PortTableModel::tr("failed");
    return plainLine(status, 40);
}

int PortTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant PortTableModel::data(const QModelIndex& index, int role) const
{
    const PortRow* row = index.isValid() ? rowAt(index.row()) : nullptr;
    if (row == nullptr)
        return {};
    if (role == Qt::ToolTipRole && index.column() == Address)
        return row->url.toDisplayString();
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case Port:
        return row->protocol.isEmpty() ? QString::number(row->port)
                                       : u"%1 %2"_s.arg(row->port).arg(plainLine(row->protocol, 10));
    case Status:
        return portStatusText(row->status);
    case Address:
        return row->url.isEmpty() ? u"–"_s : row->url.toDisplayString();
    default:
        return {};
    }
}

QVariant PortTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::AlignVCenter | Qt::AlignLeft);
    if (role != Qt::DisplayRole)
        return {};
    return section == Port ? tr("Port") : section == Status ? tr("State") : tr("Address");
}

QVector<ArtifactRow> artifactRows(QVector<Artifact> artifacts, const TimeView& view)
{
    std::ranges::stable_sort(artifacts,
                             [](const Artifact& a, const Artifact& b) { return a.createdAt > b.createdAt; });
    QVector<ArtifactRow> rows;
    for (const Artifact& artifact : artifacts)
        rows.append({artifact.id, plainLine(artifact.name, 200), artifact.sizeBytes,
                     artifact.createdAt ? dateTimeText(*artifact.createdAt, view.local, view.now) : u"–"_s,
                     artifact.sha256, artifact.url});
    return rows;
}

int ArtifactTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ArtifactTableModel::data(const QModelIndex& index, int role) const
{
    const ArtifactRow* row = index.isValid() ? rowAt(index.row()) : nullptr;
    if (row == nullptr)
        return {};
    if (role == Qt::ToolTipRole)
        return row->sha256.isEmpty() ? row->name : tr("%1, SHA-256 %2").arg(row->name, row->sha256);
    if (role == Qt::TextAlignmentRole && index.column() == Size)
        return QVariant::fromValue(Qt::AlignVCenter | Qt::AlignRight);
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case Name:
        return row->name;
    case Size:
        return QLocale().formattedDataSize(row->sizeBytes, 1);
    case Made:
        return row->made;
    default:
        return {};
    }
}

QVariant ArtifactTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::AlignVCenter | (section == Size ? Qt::AlignRight : Qt::AlignLeft));
    if (role != Qt::DisplayRole)
        return {};
    return section == Name ? tr("File") : section == Size ? tr("Size") : tr("Made");
}

} // namespace reveille::ui
