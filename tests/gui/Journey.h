#pragma once

#include "tests/support/FakeClock.h"
#include "tests/support/FakeEngineClient.h"
#include "tests/support/InventedData.h"
#include "ui/theme/Theme.h"
#include "ui/window/MainWindow.h"

#include <memory>

#include <QAbstractItemView>
#include <QLineEdit>
#include <QTest>

namespace reveille::test {

/// A window with a fake engine behind it, driven the way a person drives it: by name, mouse and keys.
class Journey
{
public:
    explicit Journey(ui::Theme& theme, const Changes& world = inventedWorld());
    /// With somebody else's engine behind it, at that time.
    Journey(ui::Theme& theme, EngineClient& live, Instant now);

    /// The one visible widget of that name in any window; fails the test loudly if there is none.
    template <typename T = QWidget> [[nodiscard]] T* find(const QString& name) const
    {
        T* widget = qobject_cast<T*>(findVisible(name));
        if (widget == nullptr)
            qFatal("nothing visible is named %s", qPrintable(name));
        return widget;
    }
    [[nodiscard]] bool isVisible(const QString& name) const { return findVisible(name) != nullptr; }

    void click(const QString& name);
    void type(const QString& text);
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier);
    /// Tabs until the widget of that name has the focus; false if it never gets it.
    [[nodiscard]] bool tabTo(const QString& name);
    /// Clicks a cell of a table or tree that shows `text`.
    void clickCell(const QString& view, const QString& text, int column = -1);
    /// Clicks into a field and types anew what is in it.
    void rewrite(const QString& name, const QString& text);
    /// Clicks into a field, at its end, and pastes with the keyboard.
    void paste(const QString& name, const QString& text);
    /// Opens a list by its arrow, turns the wheel until the item is there, and clicks it.
    void chooseByMouse(const QString& box, const QString& item);
    /// Clicks the tick of an item.
    void tick(const QString& list, const QString& item);
    /// Goes through the focused list with the arrow keys until it shows the item.
    void chooseByKeys(const QString& item);
    [[nodiscard]] QString text(const QString& name) const { return find<QLineEdit>(name)->text(); }
    [[nodiscard]] QString label(const QString& name) const;
    /// Lets everything queued happen.
    static void settle();

    [[nodiscard]] QString focusName() const;

    FakeClock clock;
    FakeEngineClient client;
    std::unique_ptr<ui::MainWindow> window;

private:
    void show(ui::Theme& theme, EngineClient& engine);
    [[nodiscard]] static QWidget* findVisible(const QString& name);
};

} // namespace reveille::test
