#pragma once

#include "core/model/MachineExtras.h"
#include "ui/models/RowTableModel.h"
#include "ui/text/TimeView.h"

#include <QString>
#include <QUrl>

namespace reveille::ui {

/// A port of a machine that can be reached from outside.
struct PortRow
{
    QString id;
    int port = 0;
    QString protocol;
    QString status; ///< the provider's word
    QUrl url;

    [[nodiscard]] QString key() const { return id; }
    friend bool operator==(const PortRow&, const PortRow&) = default;
};
[[nodiscard]] QVector<PortRow> portRows(const QVector<MachinePort>& ports);
/// The provider's word in words of ours; one that is not known as it is.
[[nodiscard]] QString portStatusText(const QString& status);

class PortTableModel final : public RowTableModel<PortRow>
{
    Q_OBJECT

public:
    enum Column
    {
        Port,
        Status,
        Address,
        ColumnCount
    };
    using RowTableModel::RowTableModel;

    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
};

/// A file that a command left to be fetched.
struct ArtifactRow
{
    QString id;
    QString name;
    qint64 sizeBytes = 0;
    QString made; ///< for people
    QString sha256;
    QUrl url;

    [[nodiscard]] QString key() const { return id; }
    friend bool operator==(const ArtifactRow&, const ArtifactRow&) = default;
};
/// Newest first.
[[nodiscard]] QVector<ArtifactRow> artifactRows(QVector<Artifact> artifacts, const TimeView& view);

class ArtifactTableModel final : public RowTableModel<ArtifactRow>
{
    Q_OBJECT

public:
    enum Column
    {
        Name,
        Size,
        Made,
        ColumnCount
    };
    using RowTableModel::RowTableModel;

    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
};

} // namespace reveille::ui
