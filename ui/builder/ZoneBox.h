#pragma once

#include "core/calendar/TimeZone.h"

#include <QComboBox>

namespace reveille::ui {

/// Chooses a time zone: type any part of its name, or pick. What the person types that is no zone stays and
/// is told by its border.
class ZoneBox final : public QComboBox
{
    Q_OBJECT

public:
    /// `local` and UTC come first.
    explicit ZoneBox(const calendar::TimeZone& local, QWidget* parent = nullptr);

    void setZone(const QString& name);
    [[nodiscard]] QString zone() const { return currentText().trimmed(); }
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

Q_SIGNALS:
    void zoneEdited(const QString& name);

private:
    bool m_quiet = false;
};

} // namespace reveille::ui
