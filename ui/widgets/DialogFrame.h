#pragma once

#include <QString>

class QDialog;
class QGridLayout;
class QLabel;
class QPushButton;
class QVBoxLayout;
class QWidget;

namespace reveille::ui {

/// Lays a dialog out the way all of ours look: a title, a sentence, labelled rows, buttons at the lower right
/// with one filled. Only used while a dialog is built.
class DialogFrame
{
public:
    enum class Body
    {
        Fixed,
        Scrolls ///< where the screen is too low for all rows
    };
    DialogFrame(QDialog* dialog, const QString& title, const QString& sentence, Body body = Body::Fixed);

    /// A row with its label as the control's buddy, object name and accessible name.
    QLabel* addRow(const QString& label, QWidget* control, const QString& objectName);
    /// The same for a control that consists of several: `focus` is the label's buddy.
    QLabel* addRow(const QString& label, QWidget* control, QWidget* focus, const QString& objectName);
    /// Under the control column only.
    void addBelow(QWidget* widget);
    /// Over the whole width.
    void addWide(QWidget* widget);
    /// Cancel and the deed; gives back the deed's button, which is the default.
    QPushButton* addButtons(const QString& deed, const QString& objectName);
    QPushButton* addButtons(const QString& deed, const QString& objectName, QWidget* left);
    /// Only a way to close it, for dialogs that tell and do nothing.
    QPushButton* addClose();

private:
    QDialog* m_dialog;
    Body m_body;
    QVBoxLayout* m_column;
    QGridLayout* m_grid;
    int m_row = 0;
};

/// A label's text without the mnemonic's ampersand.
[[nodiscard]] QString withoutMnemonic(const QString& text);

} // namespace reveille::ui
