#include "ui/schedules/SaveProgress.h"

#include "core/text/ErrorText.h"
#include "ui/theme/Fonts.h"
#include "ui/widgets/Labels.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace reveille::ui {

using namespace Qt::StringLiterals;

SaveProgress::SaveProgress(QWidget* parent)
    : QWidget(parent), m_column(new QVBoxLayout(this)), m_heading(new RoleLabel(Color::Text, this))
{
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(unit(this) / 2);
    m_heading->setObjectName(u"saveProgress"_s);
    m_heading->setFont(strongFont(font()));
    m_column->addWidget(m_heading);
    hide();
}

void SaveProgress::begin(const QStringList& names)
{
    for (const Row& row : std::as_const(m_rows)) {
        m_column->removeWidget(row.box);
        row.box->deleteLater();
    }
    m_rows.clear();
    m_names = names;
    m_done = m_failed = 0;
    for (const QString& name : names) {
        auto* box = new QWidget(this);
        auto* line = new QHBoxLayout(box);
        line->setContentsMargins(0, 0, 0, 0);
        line->setSpacing(unit(this));
        const Row row{box, new IconLabel(u"clock"_s, Color::Dim, box), new RoleLabel(Color::Dim, box)};
        row.text->setWordWrap(true);
        row.text->setObjectName(u"saveResult%1"_s.arg(m_rows.size() + 1));
        row.text->setText(tr("%1: waiting").arg(name));
        line->addWidget(row.icon, 0, Qt::AlignTop);
        line->addWidget(row.text, 1);
        m_column->addWidget(box);
        m_rows.append(row);
    }
    tell();
    show();
}

void SaveProgress::setResult(int index, const std::optional<Error>& error)
{
    if (index < 0 || index >= m_rows.size())
        return;
    const Row& row = m_rows[index];
    ++m_done;
    if (error) {
        ++m_failed;
        const ErrorText text = describe(*error);
        row.icon->setIcon(u"state-failed"_s, Color::Failed);
        row.text->setRole(Color::Failed);
        row.text->setText(
            tr("%1: %2").arg(m_names[index], QString(text.what + u' ' + text.advice).trimmed()));
    } else {
        row.icon->setIcon(u"check"_s, Color::Ok);
        row.text->setRole(Color::Ok);
        row.text->setText(tr("%1: saved").arg(m_names[index]));
    }
    tell();
}

void SaveProgress::tell()
{
    if (m_done < m_rows.size())
        m_heading->setText(tr("Saving %1 of %2 …").arg(m_done + 1).arg(m_rows.size()));
    else if (m_failed == 0)
        m_heading->setText(tr("All %1 are saved.").arg(m_rows.size()));
    else
        m_heading->setText(tr("%1 of %2 are not saved. Put it right and save those again.")
                               .arg(m_failed)
                               .arg(m_rows.size()));
    setAccessibleName(m_heading->text());
}

} // namespace reveille::ui
