#include "ui/widgets/DialogFrame.h"

#include "ui/theme/Fonts.h"
#include "ui/theme/Style.h"
#include "ui/widgets/FitScroll.h"
#include "ui/widgets/Labels.h"

#include <algorithm>

#include <QDialog>
#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QScreen>
#include <QVBoxLayout>

namespace reveille::ui {

using namespace Qt::StringLiterals;

namespace {

/// Makes a dialog taller when what it shows has grown: Qt only does so for the least size, which is too small
/// for texts that wrap.
class GrowToFit final : public QObject
{
public:
    explicit GrowToFit(QDialog* dialog) : QObject(dialog), m_dialog(dialog)
    {
        dialog->installEventFilter(this);
    }

    bool eventFilter(QObject* watched, QEvent* event) override
    {
        const bool handled = QObject::eventFilter(watched, event);
        if (watched == m_dialog &&
            (event->type() == QEvent::LayoutRequest || event->type() == QEvent::Show)) {
            const QLayout* layout = m_dialog->layout();
            const int width = std::max(m_dialog->width(), layout->totalMinimumSize().width());
            int height = layout->hasHeightForWidth() ? layout->totalHeightForWidth(width)
                                                     : layout->totalSizeHint().height();
            if (const QScreen* screen = m_dialog->screen())
                height = std::min(height, screen->availableGeometry().height());
            if (m_dialog->height() < height)
                m_dialog->resize(width, height);
        }
        return handled;
    }

private:
    QDialog* m_dialog;
};

} // namespace

DialogFrame::DialogFrame(QDialog* dialog, const QString& title, const QString& sentence, Body body)
    : m_dialog(dialog), m_body(body), m_column(new QVBoxLayout(dialog)), m_grid(new QGridLayout)
{
    const int step = unit(dialog);
    new GrowToFit(dialog);
    m_column->setContentsMargins(3 * step, 3 * step, 3 * step, 2 * step + step / 2);
    m_column->setSpacing(step);
    auto* heading = new QLabel(title, dialog);
    heading->setTextFormat(Qt::PlainText);
    heading->setFont(titleFont(dialog->font()));
    m_column->addWidget(heading);
    if (!sentence.isEmpty()) {
        auto* text = new RoleLabel(Color::Dim, dialog);
        text->setText(sentence);
        text->setWordWrap(true);
        m_column->addWidget(text);
    }
    m_column->addSpacing(step);
    m_grid->setHorizontalSpacing(2 * step);
    m_grid->setVerticalSpacing(step);
    m_grid->setColumnStretch(1, 1);
    if (body == Body::Scrolls) {
        auto* content = new QWidget(dialog);
        content->setLayout(m_grid);
        // Room for the scroll bar and for what is drawn around a focused control.
        m_grid->setContentsMargins(0, 2, step + step / 2, 2);
        m_column->addWidget(new FitScroll(content, dialog), 1);
    } else {
        m_column->addLayout(m_grid);
    }
}

QLabel* DialogFrame::addRow(const QString& label, QWidget* control, const QString& objectName)
{
    return addRow(label, control, control, objectName);
}

QLabel* DialogFrame::addRow(const QString& label, QWidget* control, QWidget* focus, const QString& objectName)
{
    const int step = unit(m_dialog);
    auto* text = new RoleLabel(Color::Dim, m_dialog);
    text->setText(label);
    text->setBuddy(focus);
    text->setMinimumHeight(4 * step);
    focus->setObjectName(objectName);
    if (focus->accessibleName().isEmpty())
        focus->setAccessibleName(withoutMnemonic(label));
    m_grid->addWidget(text, m_row, 0, Qt::AlignTop);
    m_grid->addWidget(control, m_row, 1);
    ++m_row;
    return text;
}

void DialogFrame::addBelow(QWidget* widget)
{
    m_grid->addWidget(widget, m_row++, 1);
}

void DialogFrame::addWide(QWidget* widget)
{
    m_grid->addWidget(widget, m_row++, 0, 1, 2);
}

QPushButton* DialogFrame::addButtons(const QString& deed, const QString& objectName)
{
    return addButtons(deed, objectName, nullptr);
}

QPushButton* DialogFrame::addButtons(const QString& deed, const QString& objectName, QWidget* left)
{
    if (m_body == Body::Fixed)
        m_column->addStretch(1);
    m_column->addSpacing(unit(m_dialog));
    auto* row = new QHBoxLayout;
    if (left != nullptr)
        row->addWidget(left);
    row->addStretch(1);
    auto* cancel = new QPushButton(QDialog::tr("Cancel"), m_dialog);
    cancel->setObjectName(u"cancelButton"_s);
    cancel->setAccessibleName(QDialog::tr("Cancel"));
    cancel->setAutoDefault(false);
    auto* button = new QPushButton(deed, m_dialog);
    button->setObjectName(objectName);
    button->setAccessibleName(withoutMnemonic(deed));
    button->setDefault(true);
    row->addWidget(cancel);
    row->addWidget(button);
    m_column->addLayout(row);
    QObject::connect(cancel, &QPushButton::clicked, m_dialog, &QDialog::reject);
    return button;
}

QPushButton* DialogFrame::addClose()
{
    m_column->addStretch(1);
    m_column->addSpacing(unit(m_dialog));
    auto* close = new QPushButton(QDialog::tr("Close"), m_dialog);
    close->setObjectName(u"closeButton"_s);
    close->setAccessibleName(QDialog::tr("Close"));
    close->setDefault(true);
    m_column->addWidget(close, 0, Qt::AlignRight);
    QObject::connect(close, &QPushButton::clicked, m_dialog, &QDialog::accept);
    return close;
}

QString withoutMnemonic(const QString& text)
{
    QString plain = text;
    return plain.remove(u'&');
}

} // namespace reveille::ui
