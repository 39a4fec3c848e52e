#include "ui/window/TopBar.h"

#include "ui/actions/ActionRegistry.h"
#include "ui/theme/Colors.h"
#include "ui/theme/Fonts.h"
#include "ui/theme/Icons.h"
#include "ui/theme/Style.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMenu>
#include <QPainter>
#include <QToolButton>

namespace reveille::ui {

using namespace Qt::StringLiterals;

TopBar::TopBar(const ActionRegistry& actions, QWidget* parent)
    : QWidget(parent), m_search(new QLineEdit(this)), m_pause(new QToolButton(this)), m_resume(nullptr)
{
    setObjectName(u"topBar"_s);
    const int step = unit(this);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(2 * step - 2, step + 2, 2 * step - 2, step + 2);
    row->setSpacing(step);

    QToolButton* create =
        addButton(actions.action(ActionId::NewSchedule), tr("New schedule"), u"newScheduleButton"_s);
    setLook(create, Look::Filled);
    create->setIcon(icon(u"plus"_s, Color::OnAccent));
    row->addWidget(create);
    row->addWidget(addButton(actions.action(ActionId::RunNow), tr("Run now"), u"runNowButton"_s));
    row->addWidget(addButton(actions.action(ActionId::Wake), tr("Wake"), u"wakeButton"_s));
    row->addWidget(addButton(actions.action(ActionId::Sleep), tr("Sleep"), u"sleepButton"_s));

    m_pause->setObjectName(u"pauseButton"_s);
    m_pause->setText(tr("Pause all"));
    m_pause->setAccessibleName(tr("Pause all"));
    m_pause->setToolTip(tr("Nothing fires until you resume"));
    m_pause->setFocusPolicy(Qt::StrongFocus);
    m_pause->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_pause->setPopupMode(QToolButton::InstantPopup);
    setLook(m_pause, Look::Plain);
    auto* menu = new QMenu(m_pause);
    actions.fill(menu, {ActionId::PauseHour, ActionId::PauseUntilTomorrow, ActionId::PauseUntilResumed});
    m_pause->setMenu(menu);
    row->addWidget(m_pause);
    m_resume = addButton(actions.action(ActionId::Resume), tr("Resume"), u"resumeButton"_s);
    row->addWidget(m_resume);
    row->addStretch(1);

    m_search->setObjectName(u"searchField"_s);
    m_search->setAccessibleName(tr("Search schedules, machines and runs"));
    m_search->setPlaceholderText(tr("Search schedules, machines, runs"));
    m_search->setToolTip(tr("Search schedules, machines and runs  (Ctrl+F)"));
    m_search->setClearButtonEnabled(true);
    m_search->addAction(icon(u"search"_s, Color::Dim), QLineEdit::LeadingPosition);
    m_search->setMinimumWidth(20 * step);
    m_search->setMaximumWidth(42 * step);
    m_search->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_search->installEventFilter(this);
    row->addWidget(m_search, 4);
    connect(m_search, &QLineEdit::textChanged, this, &TopBar::searchChanged);
    setPaused(false);
}

QToolButton* TopBar::addButton(QAction* action, const QString& text, const QString& name)
{
    auto* button = new QToolButton(this);
    // Not its default action: that would put the menu's longer text and the plain icon on the button.
    button->setObjectName(name);
    button->setText(text);
    button->setIcon(action->icon());
    button->setEnabled(action->isEnabled());
    button->setToolTip(action->shortcut().isEmpty()
                           ? text
                           : text + u"  ("_s + action->shortcut().toString(QKeySequence::NativeText) + u')');
    button->setAccessibleName(text);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setFocusPolicy(Qt::StrongFocus);
    connect(button, &QToolButton::clicked, action, &QAction::trigger);
    connect(action, &QAction::changed, button, [button, action] { button->setEnabled(action->isEnabled()); });
    return button;
}

void TopBar::setPaused(bool paused)
{
    m_pause->setVisible(!paused);
    m_resume->setVisible(paused);
}

void TopBar::focusSearch()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

void TopBar::clearSearch()
{
    m_search->clear();
}

bool TopBar::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_search && event->type() == QEvent::KeyPress &&
        static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape && !m_search->text().isEmpty()) {
        m_search->clear();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void TopBar::paintEvent(QPaintEvent*)
{
    const Colors& colors = colorsOf(palette());
    QPainter painter(this);
    painter.fillRect(rect(), colors[Color::Window]);
    painter.fillRect(0, height() - 1, width(), 1, colors[Color::Line]);
}

} // namespace reveille::ui
