#pragma once

#include "core/model/Ids.h"
#include "ui/models/RowTableModel.h"
#include "ui/models/RunTableModel.h"
#include "ui/models/ScheduleRow.h"
#include "ui/models/SearchTexts.h"
#include "ui/state/EngineState.h"
#include "ui/text/StateLook.h"
#include "ui/text/TimeView.h"

#include <QString>
#include <QVector>

namespace reveille::ui {

/// One line of what a search found, or the heading over those of a kind.
struct SearchHit
{
    enum class Kind
    {
        Heading,
        Schedule,
        Machine,
        Run,
    };
    Kind kind = Kind::Heading;
    QString id; ///< of the schedule or the run; a heading's own
    MachineKey machine;
    QString text;
    QString aside;
    StateLook look;

    [[nodiscard]] QString key() const
    {
        return QString::number(static_cast<int>(kind)) + u'/' + id + u'/' + machine.account.value + u'/' +
               machine.machine.value;
    }
    friend bool operator==(const SearchHit& a, const SearchHit& b)
    {
        return a.key() == b.key() && a.text == b.text && a.aside == b.aside && a.look.icon == b.look.icon &&
               a.look.color == b.look.color;
    }
};

/// What the text is found in, by kind, each kind under a heading that tells how many there are: at most
/// `most` of each are listed, names that begin with the text first. Nothing for an empty text. `texts` are
/// the search texts of the schedules, row by row.
[[nodiscard]] QVector<SearchHit> searchHits(const QString& text, const QVector<ScheduleRow>& schedules,
                                            const SearchTexts& texts, const QVector<Machine>& machines,
                                            const QVector<RunRow>& runs, int most = 5);

/// The hits as a list.
class SearchModel final : public RowTableModel<SearchHit>
{
    Q_OBJECT

public:
    enum Role
    {
        AsideRole = Qt::UserRole,
        IconNameRole,
        ColorRole,
        HeadingRole,
    };
    using RowTableModel::RowTableModel;

    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex& index) const override;
};

} // namespace reveille::ui
