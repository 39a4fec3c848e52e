#pragma once

namespace reveille::ui {

/// What is known when somebody asks the window to close.
struct CloseQuestion
{
    bool trayShown = false;     ///< an icon is really there to come back by
    bool quitting = false;      ///< "Quit" was chosen, not the window's close button
    bool sessionEnding = false; ///< the desktop logs out
    int openRuns = 0;
    bool noticeShown = false; ///< the person has been told once that Reveille goes on in the tray
};

enum class CloseDecision
{
    Hide,
    HideWithNotice,
    Minimise,        ///< no tray: the runner must not stop silently
    QuitAfterAsking, ///< runs are open: say what is interrupted first
    Quit,
};

/// Pure. A session's end is never held up; an explicit quit is only asked about while runs are open.
[[nodiscard]] CloseDecision decideClose(const CloseQuestion& question);

} // namespace reveille::ui
