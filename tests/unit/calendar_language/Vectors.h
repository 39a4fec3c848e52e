#pragma once

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QStringList>

/// The texts of systemd's own answers, which stand beside the engine's test.
inline QStringList vectorTexts(const QString& testData, bool valid)
{
    QFile file(testData + QLatin1String("/../calendar/vectors.json"));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QStringList texts;
    const QJsonObject all = QJsonDocument::fromJson(file.readAll()).object();
    for (const QJsonValue& value : all.value(QLatin1String("cases")).toArray()) {
        const QJsonObject vector = value.toObject();
        if (vector.value(QLatin1String("valid")).toBool() == valid)
            texts.append(vector.value(QLatin1String("expr")).toString());
    }
    return texts;
}
