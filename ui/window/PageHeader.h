#pragma once

#include "ui/models/Filters.h"
#include "ui/state/EngineState.h"

#include <QWidget>

class QLabel;

namespace reveille::ui {

/// The title line of a page: what is selected, and the few facts about it.
struct HeaderTexts
{
    QString title;
    QString facts;
};
[[nodiscard]] HeaderTexts headerTexts(const EngineState& state, const Scope& scope);

class PageHeader final : public QWidget
{
    Q_OBJECT

public:
    explicit PageHeader(QWidget* parent = nullptr);

    void show(const HeaderTexts& texts);

private:
    QLabel* m_title;
    QLabel* m_facts;
};

} // namespace reveille::ui
