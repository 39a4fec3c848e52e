#include "ui/schedules/DriftDialog.h"

#include "core/text/ArgvText.h"
#include "core/text/CommandLine.h"
#include "core/text/ProviderText.h"
#include "ui/models/ScheduleRow.h"
#include "ui/theme/Fonts.h"
#include "ui/theme/Style.h"
#include "ui/widgets/DialogFrame.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/MessageBar.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QPushButton>

namespace reveille::ui {

using namespace Qt::StringLiterals;

namespace {

QStringList whenOf(const QVector<ProviderSchedule>& entries)
{
    QStringList lines;
    for (const ProviderSchedule& entry : entries)
        lines.append(entry.when);
    return lines;
}

QString wordsOf(const QVector<ProviderSchedule>& entries, const TimeView& view)
{
    const auto timetable = timetableOf(whenOf(entries), u"UTC"_s);
    return timetable ? meaningText(*timetable, timetable->next(view.now), view)
                     : DriftDialog::tr("cannot be read");
}

QString nextOf(const QVector<ProviderSchedule>& entries, const TimeView& view)
{
    const auto timetable = timetableOf(whenOf(entries), u"UTC"_s);
    const auto next = timetable ? timetable->next(view.now) : std::nullopt;
    return next ? dateTimeText(*next, view.local, view.now) : DriftDialog::tr("never");
}

} // namespace

QVector<DriftLine> driftLines(const Schedule& schedule, const TimeView& view)
{
    const ProviderSide& side = *schedule.provider;
    const QVector<ProviderSchedule> ours = side.allAgreed();
    const QVector<ProviderSchedule> theirs = side.allSeen();
    const bool there = !theirs.isEmpty();
    const ProviderSchedule first = there ? theirs.constFirst() : ProviderSchedule();
    // What the provider tells counts, where it tells it of a single entry.
    const auto told = theirs.size() == 1 ? first.nextAt : std::nullopt;
    const auto arguments = [](const QStringList& args) {
        return args.isEmpty() ? QString() : plainLine(commandText(args).text);
    };
    return {{DriftDialog::tr("When, in UTC"), linesText(ours), linesText(theirs)},
            {DriftDialog::tr("In words"), wordsOf(ours, view), there ? wordsOf(theirs, view) : QString()},
            {DriftDialog::tr("Action"), side.agreed.action, first.action},
            {DriftDialog::tr("Arguments"), arguments(side.agreed.args), arguments(first.args)},
            {DriftDialog::tr("Next, here"), nextOf(ours, view),
             !there ? QString()
             : told ? dateTimeText(*told, view.local, view.now)
                    : nextOf(theirs, view)}};
}

DriftDialog::DriftDialog(const Schedule& schedule, const TimeView& view, QWidget* parent)
    : QDialog(parent), m_message(new MessageBar(this))
{
    setObjectName(u"driftDialog"_s);
    const bool there = !schedule.provider->allSeen().isEmpty();
    setWindowTitle(tr("%1 differs at the provider").arg(schedule.name));
    DialogFrame frame(
        this, tr("%1 differs at the provider").arg(schedule.name),
        there ? tr("Somebody changed it there since Reveille last wrote it. Which version is to be "
                   "had on both sides?")
              : tr("Somebody removed it there. Send it again, or turn it off here?"));
    const int step = unit(this);
    auto* table = new QWidget(this);
    auto* grid = new QGridLayout(table);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(3 * step);
    grid->setVerticalSpacing(step);
    grid->setColumnStretch(1, 1);
    grid->setColumnStretch(2, 1);
    grid->addWidget(makeHeading(tr("Ours, as agreed"), table), 0, 1);
    grid->addWidget(makeHeading(tr("Theirs, as it is there now"), table), 0, 2);
    int row = 1;
    for (const DriftLine& line : driftLines(schedule, view)) {
        const auto add = [&](const QString& text, Color role, int column, const QString& name) {
            auto* label = new RoleLabel(role, table);
            label->setObjectName(name);
            label->setText(text.isEmpty() ? u"–"_s : text);
            label->setWordWrap(true);
            if (column > 0) {
                label->setTextInteractionFlags(Qt::TextSelectableByMouse);
                label->setAccessibleName(line.what + u": "_s + label->text());
            }
            label->setAlignment(Qt::AlignTop | Qt::AlignLeft);
            if (line.differs() && column > 0)
                label->setFont(strongFont(label->font()));
            grid->addWidget(label, row, column);
        };
        add(line.what, Color::Dim, 0, u"driftWhat%1"_s.arg(row));
        add(line.ours, line.differs() ? Color::Text : Color::Dim, 1, u"driftOurs%1"_s.arg(row));
        add(line.theirs, line.differs() ? Color::Warning : Color::Dim, 2, u"driftTheirs%1"_s.arg(row));
        ++row;
    }
    if (!there) {
        auto* gone = new RoleLabel(Color::Warning, table);
        gone->setText(tr("It is not there any more."));
        grid->addWidget(gone, row, 2);
    }
    frame.addWide(table);
    frame.addWide(m_message);
    auto* later = new QPushButton(tr("Decide later"), this);
    later->setObjectName(u"driftLater"_s);
    later->setAccessibleName(later->text());
    setLook(later, Look::Plain);
    later->setAutoDefault(false);
    connect(later, &QPushButton::clicked, this, &QDialog::reject);
    m_theirs = addChoice(there ? tr("Keep theirs") : tr("Turn it off here"), u"driftTheirs"_s,
                         DriftChoice::TakeTheirs);
    m_ours = addChoice(tr("Send ours again"), u"driftOurs"_s, DriftChoice::SendOurs);
    auto* buttons = new QWidget(this);
    auto* line = new QHBoxLayout(buttons);
    line->setContentsMargins(0, step, 0, 0);
    line->setSpacing(step);
    line->addWidget(later);
    line->addStretch(1);
    line->addWidget(m_theirs);
    line->addWidget(m_ours);
    frame.addWide(buttons);
    setMinimumWidth(90 * step);
}

QPushButton* DriftDialog::addChoice(const QString& text, const QString& name, DriftChoice choice)
{
    auto* button = new QPushButton(text, this);
    button->setObjectName(name);
    button->setAccessibleName(text);
    button->setAutoDefault(false);
    connect(button, &QPushButton::clicked, this, [this, choice] {
        m_message->hide();
        m_theirs->setEnabled(false);
        m_ours->setEnabled(false);
        Q_EMIT chosen(choice);
    });
    return button;
}

void DriftDialog::showError(const Error& error)
{
    m_theirs->setEnabled(true);
    m_ours->setEnabled(true);
    m_message->showError(error);
}

} // namespace reveille::ui
