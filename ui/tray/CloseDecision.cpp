#include "ui/tray/CloseDecision.h"

namespace reveille::ui {

CloseDecision decideClose(const CloseQuestion& question)
{
    if (question.sessionEnding)
        return CloseDecision::Quit;
    if (question.quitting)
        return question.openRuns > 0 ? CloseDecision::QuitAfterAsking : CloseDecision::Quit;
    if (!question.trayShown)
        return CloseDecision::Minimise;
    return question.noticeShown ? CloseDecision::Hide : CloseDecision::HideWithNotice;
}

} // namespace reveille::ui
