#include "ui/builder/ZoneBox.h"

#include "ui/theme/Fonts.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QLineEdit>

namespace reveille::ui {

using namespace Qt::StringLiterals;

ZoneBox::ZoneBox(const calendar::TimeZone& local, QWidget* parent) : QComboBox(parent)
{
    setEditable(true);
    setInsertPolicy(QComboBox::NoInsert);
    const QString here = QString::fromStdString(local.name());
    QStringList names{here};
    if (here != u"UTC")
        names += u"UTC"_s;
    for (const std::string& name : calendar::TimeZone::names()) {
        if (const QString zone = QString::fromStdString(name); zone != here && zone != u"UTC")
            names += zone;
    }
    addItems(names);
    lineEdit()->setPlaceholderText(tr("Search: Berlin, UTC …"));
    lineEdit()->setObjectName(u"zoneEdit"_s);
    lineEdit()->setAccessibleName(tr("Time zone"));
    setAccessibleName(tr("Time zone"));
    setToolTip(tr("The clock that lines without a zone of their own are read on"));
    auto* completer = new QCompleter(model(), this);
    completer->setFilterMode(Qt::MatchContains);
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    completer->setCompletionMode(QCompleter::PopupCompletion);
    setCompleter(completer);
    setMaxVisibleItems(12);
    view()->setObjectName(u"zoneList"_s);
    connect(this, &QComboBox::editTextChanged, this, [this](const QString& text) {
        if (!m_quiet)
            Q_EMIT zoneEdited(text.trimmed());
    });
}

void ZoneBox::setZone(const QString& name)
{
    if (name == zone())
        return;
    m_quiet = true;
    setCurrentIndex(findText(name));
    setEditText(name);
    m_quiet = false;
}

QSize ZoneBox::sizeHint() const
{
    const int step = unit(this);
    return {24 * step, 4 * step};
}

} // namespace reveille::ui
