#pragma once

#include "ui/models/Filters.h"
#include "ui/state/EngineState.h"
#include "ui/text/TimeView.h"
#include "ui/theme/Colors.h"

#include <QWidget>

class QLabel;

namespace reveille::ui {

class IconLabel;
class RoleLabel;

/// The title line of a page: what is selected, and the few facts about it.
struct HeaderTexts
{
    QString title;
    QString facts;
    QString awake; ///< a machine that is awake: since when, and why
    Color awakeColor = Color::Dim;
};
[[nodiscard]] HeaderTexts headerTexts(const EngineState& state, const Scope& scope, const TimeView& view);

class PageHeader final : public QWidget
{
    Q_OBJECT

public:
    explicit PageHeader(QWidget* parent = nullptr);

    void show(const HeaderTexts& texts);

private:
    QLabel* m_title;
    QLabel* m_facts;
    IconLabel* m_awakeIcon;
    RoleLabel* m_awake;
};

} // namespace reveille::ui
