#pragma once

#include "core/engine/EngineClient.h"

#include <optional>

#include <QDialog>

namespace reveille::ui {

/// Adds an account, or changes one.
class AccountDialog final : public QDialog
{
    Q_OBJECT

public:
    AccountDialog(EngineClient& client, const std::optional<Account>& account, QWidget* parent = nullptr);
};

/// What a new user sees instead of an empty window: one page, one choice, Finish.
class FirstRunPage final : public QWidget
{
    Q_OBJECT

public:
    explicit FirstRunPage(EngineClient& client, QWidget* parent = nullptr);

Q_SIGNALS:
    void finished(const reveille::Account& account);
};

} // namespace reveille::ui
