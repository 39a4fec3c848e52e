#include "tests/gui/Journey.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QLabel>
#include <QListWidget>
#include <QStyle>
#include <QWheelEvent>

namespace reveille::test {

Journey::Journey(ui::Theme& theme, const Changes& world) : clock(inventedNow())
{
    client.initial = world;
    client.output = inventedOutput();
    show(theme, client);
}

Journey::Journey(ui::Theme& theme, EngineClient& live, Instant now) : clock(now)
{
    show(theme, live);
}

void Journey::show(ui::Theme& theme, EngineClient& engine)
{
    window = std::make_unique<ui::MainWindow>(engine, clock, theme);
    window->resize(1280, 800);
    window->show();
    QApplication::setActiveWindow(window.get());
    settle();
}

QWidget* Journey::findVisible(const QString& name)
{
    for (QWidget* top : QApplication::topLevelWidgets()) {
        if (!top->isVisible())
            continue;
        if (top->objectName() == name)
            return top;
        for (QWidget* widget : top->findChildren<QWidget*>(name)) {
            if (widget->isVisible())
                return widget;
        }
    }
    return nullptr;
}

void Journey::settle()
{
    for (int i = 0; i < 10; ++i) {
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        QCoreApplication::processEvents();
    }
}

void Journey::click(const QString& name)
{
    QTest::mouseClick(find(name), Qt::LeftButton);
    settle();
}

void Journey::type(const QString& text)
{
    QTest::keyClicks(QApplication::focusWidget(), text);
    settle();
}

void Journey::press(Qt::Key key, Qt::KeyboardModifiers modifiers)
{
    // A window manager hands the focus back when a dialog closes; the offscreen platform has none.
    if (QApplication::activeWindow() == nullptr)
        QApplication::setActiveWindow(window.get());
    QWidget* focus = QApplication::focusWidget();
    QTest::keyClick(focus != nullptr ? focus : window.get(), key, modifiers);
    settle();
}

bool Journey::tabTo(const QString& name)
{
    for (int i = 0; i < 60; ++i) {
        if (focusName() == name)
            return true;
        press(Qt::Key_Tab);
    }
    return false;
}

void Journey::clickCell(const QString& viewName, const QString& text, int column)
{
    auto* view = find<QAbstractItemView>(viewName);
    const QAbstractItemModel* model = view->model();
    QModelIndexList found;
    for (int c = 0; c < model->columnCount() && found.isEmpty(); ++c)
        found = model->match(model->index(0, c), Qt::DisplayRole, text, 1,
                             Qt::MatchExactly | Qt::MatchRecursive | Qt::MatchWrap);
    if (found.isEmpty())
        qFatal("%s shows no %s", qPrintable(viewName), qPrintable(text));
    const QModelIndex index = column < 0 ? found.first() : found.first().siblingAtColumn(column);
    view->scrollTo(index);
    QPoint at = view->visualRect(index).center();
    if (column == 0)
        at.setX(view->visualRect(index).left() + 20);
    QTest::mouseClick(view->viewport(), Qt::LeftButton, Qt::NoModifier, at);
    settle();
}

void Journey::rewrite(const QString& name, const QString& text)
{
    click(name);
    press(Qt::Key_A, Qt::ControlModifier);
    if (text.isEmpty())
        press(Qt::Key_Delete);
    else
        type(text);
}

void Journey::paste(const QString& name, const QString& text)
{
    click(name);
    press(Qt::Key_End);
    QApplication::clipboard()->setText(text);
    press(Qt::Key_V, Qt::ControlModifier);
}

void Journey::chooseByMouse(const QString& box, const QString& item)
{
    auto* combo = find<QComboBox>(box);
    QTest::mouseClick(combo, Qt::LeftButton, Qt::NoModifier,
                      {combo->width() - combo->height() / 2, combo->height() / 2});
    settle();
    QAbstractItemView* list = combo->view();
    if (!list->isVisible())
        qFatal("%s opens no list", qPrintable(box));
    const QModelIndexList found = list->model()->match(list->model()->index(0, 0), Qt::DisplayRole, item, 1,
                                                       Qt::MatchExactly | Qt::MatchCaseSensitive);
    if (found.isEmpty())
        qFatal("%s offers no %s", qPrintable(box), qPrintable(item));
    const QRect seen = list->viewport()->rect();
    for (int i = 0; i < 2000 && !seen.contains(list->visualRect(found.first()).center()); ++i) {
        const int notch = list->visualRect(found.first()).top() > 0 ? -120 : 120;
        QWheelEvent wheel(seen.center(), list->viewport()->mapToGlobal(seen.center()), {}, {0, notch},
                          Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(list->viewport(), &wheel);
    }
    const QPoint at = list->visualRect(found.first()).center();
    QTest::mouseMove(list->viewport(), at);
    // A list that has just opened takes no click for as long as a double click may last.
    if (!QTest::qWaitFor([list, at] {
            if (list->isVisible())
                QTest::mouseClick(list->viewport(), Qt::LeftButton, Qt::NoModifier, at);
            return !list->isVisible();
        }))
        qFatal("%s does not take %s", qPrintable(box), qPrintable(item));
    settle();
}

void Journey::tick(const QString& list, const QString& item)
{
    auto* view = find<QListWidget>(list);
    const auto found = view->findItems(item, Qt::MatchExactly);
    if (found.isEmpty() || found.first()->isHidden())
        qFatal("%s shows no %s", qPrintable(list), qPrintable(item));
    view->scrollToItem(found.first());
    QStyleOptionViewItem option;
    option.initFrom(view);
    option.rect = view->visualItemRect(found.first());
    option.features = QStyleOptionViewItem::HasCheckIndicator | QStyleOptionViewItem::HasDisplay;
    option.text = item;
    const QRect mark = view->style()->subElementRect(QStyle::SE_ItemViewItemCheckIndicator, &option, view);
    QTest::mouseClick(view->viewport(), Qt::LeftButton, Qt::NoModifier, mark.center());
    settle();
}

void Journey::chooseByKeys(const QString& item)
{
    const auto* combo = qobject_cast<QComboBox*>(QApplication::focusWidget());
    if (combo == nullptr || combo->findText(item) < 0)
        qFatal("the focused list offers no %s", qPrintable(item));
    while (combo->currentText() != item)
        press(combo->currentIndex() < combo->findText(item) ? Qt::Key_Down : Qt::Key_Up);
}

QString Journey::label(const QString& name) const
{
    return find<QLabel>(name)->text();
}

QString Journey::focusName() const
{
    const QWidget* focus = QApplication::focusWidget();
    return focus == nullptr ? QString() : focus->objectName();
}

} // namespace reveille::test
