#include "ui/window/AboutDialog.h"

#include "ui/theme/Fonts.h"
#include "ui/theme/Icons.h"
#include "ui/widgets/DialogFrame.h"
#include "ui/widgets/Labels.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace reveille::ui {

using namespace Qt::StringLiterals;

AboutDialog::AboutDialog(QWidget* parent) : QDialog(parent)
{
    setObjectName(u"aboutDialog"_s);
    setWindowTitle(tr("About Reveille"));
    const int step = unit(this);
    DialogFrame frame(this, tr("Reveille"), tr("An alarm clock for machines that sleep."));
    auto* body = new QWidget(this);
    auto* row = new QHBoxLayout(body);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(2 * step);
    auto* picture = new QLabel(body);
    picture->setPixmap(applicationIcon().pixmap(QSize(8 * step, 8 * step), devicePixelRatioF()));
    row->addWidget(picture, 0, Qt::AlignTop);
    auto* texts = new QVBoxLayout;
    texts->setSpacing(step / 2);
    const auto add = [&](const QString& text, const QString& name, Color role) {
        auto* label = new RoleLabel(role, body);
        label->setObjectName(name);
        label->setText(text);
        label->setWordWrap(true);
        texts->addWidget(label);
    };
    add(tr("Version %1").arg(QStringLiteral(REVEILLE_VERSION)), u"aboutVersion"_s, Color::Text);
    add(tr("Free software under the MIT licence. It comes without any warranty."), u"aboutLicence"_s,
        Color::Dim);
    add(tr("With Qt %1, under the LGPL.").arg(QString::fromLatin1(qVersion())), u"aboutQt"_s, Color::Dim);
    row->addLayout(texts, 1);
    frame.addWide(body);
    frame.addClose();
    setMinimumWidth(52 * step);
}

} // namespace reveille::ui
