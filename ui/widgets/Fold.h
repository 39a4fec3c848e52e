#pragma once

#include <QWidget>

class QToolButton;

namespace reveille::ui {

class RoleLabel;

/// A part of a dialog that is folded away: a button with a chevron, beside it what is in there in a few
/// words, and the content below when it is open.
class Fold final : public QWidget
{
    Q_OBJECT

public:
    Fold(const QString& title, const QString& objectName, QWidget* parent = nullptr);

    /// Takes the content over.
    void setContent(QWidget* content);
    void setSummary(const QString& summary);
    void setOpen(bool open);
    [[nodiscard]] bool isOpen() const;
    [[nodiscard]] QToolButton* button() const { return m_button; }

private:
    QToolButton* m_button;
    RoleLabel* m_summary;
    QWidget* m_content = nullptr;
};

} // namespace reveille::ui
