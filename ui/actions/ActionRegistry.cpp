#include "ui/actions/ActionRegistry.h"

#include "ui/theme/Icons.h"

#include <QActionGroup>
#include <QCoreApplication>
#include <QKeySequence>
#include <QMenu>
#include <QWidget>

namespace reveille::ui {

using namespace Qt::StringLiterals;

namespace {

/// Window: the key works everywhere in the window. View: only while the view itself has the focus, so that F2
/// and Delete mean what is selected there, and Return in an inline editor stays the editor's.
enum class Where
{
    Window,
    View
};

struct Row
{
    ActionId id;
    const char* name;
    const char* text;
    const char* keys;
    const char16_t* icon;
    Where where = Where::Window;
    bool checkable = false;
};

#define REVEILLE_T(text) QT_TRANSLATE_NOOP("Actions", text)

constexpr Row kRows[] = {
    {ActionId::NewSchedule, "newSchedule", REVEILLE_T("&New schedule…"), "Ctrl+N", u"plus"},
    {ActionId::EditSchedule, "editSchedule", REVEILLE_T("&Edit…"), "Return", u"pencil", Where::View},
    {ActionId::DuplicateSchedule, "duplicateSchedule", REVEILLE_T("Du&plicate…"), "Ctrl+D", u"copy",
     Where::View},
    {ActionId::RenameSchedule, "renameSchedule", REVEILLE_T("Re&name"), "F2", u"", Where::View},
    {ActionId::ToggleSchedule, "toggleSchedule", REVEILLE_T("&Turn on or off"), "Space", u"", Where::View},
    {ActionId::RemoveSchedule, "removeSchedule", REVEILLE_T("&Delete"), "Del", u"trash", Where::View},
    {ActionId::CopySchedules, "copySchedules", REVEILLE_T("&Copy"), "Ctrl+C", u"copy", Where::View},
    {ActionId::PasteSchedules, "pasteSchedules", REVEILLE_T("Pa&ste"), "Ctrl+V", u"", Where::View},
    {ActionId::PauseSchedule, "pauseScheduleAction", REVEILLE_T("&Pause…"), "", u"pause"},
    {ActionId::ResumeSchedule, "resumeScheduleAction", REVEILLE_T("Resu&me"), "", u"play"},
    {ActionId::SkipNext, "skipNext", REVEILLE_T("S&kip the next firing"), "", u"skip"},
    {ActionId::Backfill, "backfill", REVEILLE_T("&Backfill…"), "", u"undo"},
    {ActionId::Why, "why", REVEILLE_T("&What became of …"), "Ctrl+I", u"question"},
    {ActionId::CompareDrift, "compareDrift", REVEILLE_T("C&ompare with the provider…"), "", u"cloud"},
    {ActionId::RunNow, "runNow", REVEILLE_T("&Run now"), "Ctrl+R", u"play"},
    {ActionId::CancelRun, "cancelRun", REVEILLE_T("&Cancel run"), "Ctrl+.", u"stop"},
    {ActionId::ShowOutput, "showOutput", REVEILLE_T("Show &output"), "Ctrl+Return", u"terminal"},
    {ActionId::Wake, "wake", REVEILLE_T("&Wake"), "Ctrl+Shift+W", u"sun"},
    {ActionId::Sleep, "sleep", REVEILLE_T("&Sleep"), "Ctrl+Shift+S", u"moon"},
    {ActionId::StartMachine, "startMachine", REVEILLE_T("S&tart"), "", u"play"},
    {ActionId::StopMachine, "stopMachine", REVEILLE_T("St&op"), "", u"stop"},
    {ActionId::ForceStopMachine, "forceStopMachine", REVEILLE_T("Stop at once, without &draining"), "", u""},
    {ActionId::SuspendMachine, "suspendMachine", REVEILLE_T("S&uspend"), "", u"moon"},
    {ActionId::RestartMachine, "restartMachine", REVEILLE_T("R&estart"), "", u"refresh"},
    {ActionId::CheckpointMachine, "checkpointMachine", REVEILLE_T("Make a &checkpoint"), "", u"save"},
    {ActionId::NewMachine, "newMachine", REVEILLE_T("New &machine…"), "Ctrl+Shift+N", u"server"},
    {ActionId::ResizeMachine, "resizeMachine", REVEILLE_T("Resi&ze…"), "", u"box"},
    {ActionId::RenameMachine, "renameMachine", REVEILLE_T("Re&name machine"), "F2", u"", Where::View},
    {ActionId::DeleteMachine, "deleteMachine", REVEILLE_T("&Delete machine…"), "Del", u"trash", Where::View},
    {ActionId::ShowUsage, "showUsage", REVEILLE_T("&Usage and cost…"), "Ctrl+U", u"clock"},
    {ActionId::ShowSetUp, "showSetUp", REVEILLE_T("Show set-&up"), "", u"terminal"},
    {ActionId::Refresh, "refresh", REVEILLE_T("Re&fresh"), "F5", u"refresh"},
    {ActionId::NewAccount, "newAccount", REVEILLE_T("Add &account…"), "", u"cloud"},
    {ActionId::EditAccount, "editAccount", REVEILLE_T("Account &settings…"), "", u"key"},
    {ActionId::RemoveAccount, "removeAccount", REVEILLE_T("Remove account…"), "", u"trash"},
    {ActionId::ManageSecrets, "manageSecrets", REVEILLE_T("&Secrets…"), "Ctrl+K", u"key"},
    {ActionId::PauseHour, "pauseHour", REVEILLE_T("Pause for &1 hour"), "", u"pause"},
    {ActionId::PauseUntilTomorrow, "pauseUntilTomorrow", REVEILLE_T("Pause until to&morrow"), "", u"pause"},
    {ActionId::PauseUntilResumed, "pauseUntilResumed", REVEILLE_T("Pause until I &resume"), "", u"pause"},
    {ActionId::Resume, "resume", REVEILLE_T("&Resume"), "", u"play"},
    {ActionId::Undo, "undo", REVEILLE_T("&Undo"), "Ctrl+Z", u"undo"},
    {ActionId::Redo, "redo", REVEILLE_T("&Redo"), "Ctrl+Shift+Z", u"redo"},
    {ActionId::Find, "find", REVEILLE_T("&Find"), "Ctrl+F", u"search"},
    {ActionId::ShowSchedules, "showSchedules", REVEILLE_T("&Schedules"), "Ctrl+1", u""},
    {ActionId::ShowRuns, "showRuns", REVEILLE_T("&Runs"), "Ctrl+2", u""},
    {ActionId::ShowTimeline, "showTimeline", REVEILLE_T("&Timeline"), "Ctrl+3", u""},
    {ActionId::ShowMachine, "showMachine", REVEILLE_T("&Machine"), "Ctrl+4", u""},
    {ActionId::ThemeSystem, "themeSystem", REVEILLE_T("As the &system"), "", u"", Where::Window, true},
    {ActionId::ThemeLight, "themeLight", REVEILLE_T("&Light"), "", u"", Where::Window, true},
    {ActionId::ThemeDark, "themeDark", REVEILLE_T("&Dark"), "", u"", Where::Window, true},
    {ActionId::Quit, "quit", REVEILLE_T("&Quit"), "Ctrl+Q", u"exit"},
    {ActionId::About, "about", REVEILLE_T("&About Reveille"), "", u"info"},
};

#undef REVEILLE_T

} // namespace

ActionRegistry::ActionRegistry(QObject* parent) : QObject(parent)
{
    static_assert(std::size(kRows) == static_cast<std::size_t>(ActionId::Count));
    for (const Row& row : kRows) {
        auto* made = new QAction(QCoreApplication::translate("Actions", row.text), this);
        made->setObjectName(QLatin1String(row.name));
        if (*row.keys != '\0')
            made->setShortcut(QKeySequence(QString::fromLatin1(row.keys), QKeySequence::PortableText));
        made->setShortcutContext(row.where == Where::View ? Qt::WidgetShortcut : Qt::WindowShortcut);
        made->setCheckable(row.checkable);
        if (*row.icon != u'\0')
            made->setIcon(icon(QString::fromUtf16(row.icon)));
        m_actions.emplace(row.id, made);
    }
    auto* themes = new QActionGroup(this);
    for (const ActionId id : {ActionId::ThemeSystem, ActionId::ThemeLight, ActionId::ThemeDark})
        themes->addAction(action(id));
}

QAction* ActionRegistry::action(ActionId id) const
{
    return m_actions.at(id);
}

void ActionRegistry::fill(QMenu* menu, std::initializer_list<ActionId> ids) const
{
    for (const ActionId id : ids) {
        if (id == kSeparator)
            menu->addSeparator();
        else
            menu->addAction(action(id));
    }
}

void ActionRegistry::addTo(QWidget* view, std::initializer_list<ActionId> ids) const
{
    for (const ActionId id : ids)
        view->addAction(action(id));
}

} // namespace reveille::ui
