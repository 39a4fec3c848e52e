#pragma once

#include <cstdio>

#include <QCoreApplication>
#include <QDir>
#include <QPixmap>
#include <QString>
#include <QWidget>

namespace reveille::test {

/// Writes pictures of widgets, named after what they show and the theme.
class Camera
{
public:
    Camera(QDir out, QString theme) : m_out(std::move(out)), m_theme(std::move(theme)) {}

    void take(QWidget* widget, const QString& name) const
    {
        settle();
        const QString path = m_out.filePath(name + u'-' + m_theme + QStringLiteral(".png"));
        if (!widget->grab().save(path))
            qFatal("%s could not be written", qPrintable(path));
        std::printf("%s\n", qPrintable(path));
    }
    static void settle()
    {
        for (int i = 0; i < 20; ++i)
            QCoreApplication::processEvents();
    }

private:
    QDir m_out;
    QString m_theme;
};

} // namespace reveille::test
