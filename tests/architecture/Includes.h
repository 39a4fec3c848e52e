#pragma once

#include "tests/architecture/Source.h"

#include <QHash>
#include <QStringView>

namespace reveille::architecture {

/// Which Qt module a header of Qt belongs to, read from the installed headers: "QWidget" → "QtWidgets".
class QtHeaders
{
public:
    static QtHeaders installed();

    /// "QtCore", …; empty if the header is not Qt's.
    [[nodiscard]] QString moduleOf(const QString& header) const;
    [[nodiscard]] bool isEmpty() const { return m_modules.isEmpty(); }

private:
    QHash<QString, QString> m_modules;
};

/// The layer that a file belongs to ("core/providers/dedalus"), or nothing outside core, ui and app.
[[nodiscard]] QString layerOf(QStringView path);

/// Includes of one file that its layer may not have: other layers, modules of Qt, libraries, and paths that
/// do not start at the root.
[[nodiscard]] QVector<Finding> forbiddenIncludes(const SourceFile& file, const QtHeaders& qt);

/// A source file includes its own header first: the compiler then proves that the header stands alone.
[[nodiscard]] QVector<Finding> ownHeaderNotFirst(const SourceFile& file, bool hasOwnHeader);

/// The headers of which no compilation proves that they stand alone: one does for the header that a source
/// file includes first, for the one that this header includes first, and so on.
[[nodiscard]] QStringList headersToProve(const QVector<SourceFile>& files);

} // namespace reveille::architecture
