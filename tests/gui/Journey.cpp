#include "tests/gui/Journey.h"

#include <QApplication>

namespace reveille::test {

Journey::Journey(ui::Theme& theme, const Changes& world) : clock(inventedNow())
{
    client.initial = world;
    client.output = inventedOutput();
    window = std::make_unique<ui::MainWindow>(client, clock, theme);
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

QString Journey::focusName() const
{
    const QWidget* focus = QApplication::focusWidget();
    return focus == nullptr ? QString() : focus->objectName();
}

} // namespace reveille::test
