#include "tests/architecture/Includes.h"

#include <algorithm>

#include <QDir>
#include <QLibraryInfo>
#include <QRegularExpression>
#include <QSet>

namespace reveille::architecture {

using namespace Qt::StringLiterals;

namespace {

struct Layer
{
    QString folder;
    QStringList layers;  ///< it may include these; itself always
    QStringList modules; ///< of Qt
};

/// The layering itself. An edge that is not here does not exist; ARCHITECTURE.md draws the same table.
const QVector<Layer>& layers()
{
    static const QStringList core{u"QtCore"_s};
    static const QStringList network{u"QtCore"_s, u"QtNetwork"_s};
    static const QStringList values{u"core/calendar"_s, u"core/model"_s};
    static const QStringList providers = values + QStringList{u"core/http"_s, u"core/providers"_s};
    static const QVector<Layer> table{
        {u"core/calendar"_s, {}, {}},
        {u"core/model"_s, {u"core/calendar"_s}, core},
        {u"core/text"_s, values, core},
        {u"core/http"_s, values, network},
        {u"core/providers"_s, values, core},
        {u"core/providers/dedalus"_s, providers, network},
        {u"core/providers/unikraft"_s, providers, network},
        {u"core/store"_s, values, {u"QtCore"_s, u"QtSql"_s}},
        {u"core/secrets"_s, values, core},
        {u"core/sandbox"_s, values, network},
        {u"core/runner"_s, values + QStringList{u"core/providers"_s, u"core/store"_s}, core},
        {u"core/engine"_s,
         values + QStringList{u"core/providers"_s, u"core/runner"_s, u"core/secrets"_s, u"core/store"_s},
         network},
        {u"ui"_s,
         values + QStringList{u"core/engine"_s, u"core/text"_s},
         {u"QtCore"_s, u"QtGui"_s, u"QtWidgets"_s, u"QtSvg"_s}},
        {u"app/runtime"_s, {u"core"_s}, {u"QtCore"_s, u"QtNetwork"_s, u"QtDBus"_s}},
        {u"app/cli"_s, {u"core"_s, u"app/runtime"_s}, network},
        {u"app/desktop"_s,
         {u"core"_s, u"ui"_s, u"app/runtime"_s},
         {u"QtCore"_s, u"QtNetwork"_s, u"QtGui"_s, u"QtWidgets"_s, u"QtSvg"_s, u"QtDBus"_s}},
    };
    return table;
}

/// A library stays behind the one folder that needs it, so that it can be replaced there.
QString ownerOfLibrary(const QString& header)
{
    static const QHash<QString, QString> owners{
        {u"boost"_s, u"core/sandbox"_s},
        {u"CLI"_s, u"app/cli"_s},
        {u"cctz"_s, u"core/calendar"_s},
        {u"qt6keychain"_s, u"core/secrets"_s},
    };
    return owners.value(header.section(u'/', 0, 0));
}

const Layer* find(QStringView folder)
{
    const auto& table = layers();
    const auto at =
        std::find_if(table.begin(), table.end(), [&](const Layer& layer) { return layer.folder == folder; });
    return at == table.end() ? nullptr : &*at;
}

bool allows(const Layer& layer, const QString& target)
{
    return target == layer.folder ||
           std::any_of(layer.layers.begin(), layer.layers.end(), [&](const QString& allowed) {
               // "core" stands for everything below it; any other entry for that folder alone.
               return target == allowed || (allowed == "core"_L1 && target.startsWith("core/"_L1));
           });
}

struct Include
{
    QString header;
    bool quoted = false;
    int line = 0;
};

QVector<Include> includesOf(const QString& text)
{
    static const QRegularExpression pattern(u"^[ \\t]*#[ \\t]*include[ \\t]*([<\"])([^>\"]+)[>\"]"_s,
                                            QRegularExpression::MultilineOption);
    const QString code = withoutComments(text);
    QVector<Include> includes;
    for (auto match = pattern.globalMatch(code); match.hasNext();) {
        const auto hit = match.next();
        includes.append({hit.captured(2), hit.captured(1) == "\""_L1, lineAt(code, hit.capturedStart(1))});
    }
    return includes;
}

QString judge(const Layer& layer, const Include& include, const QtHeaders& qt)
{
    if (include.quoted) {
        if (include.header.endsWith(".moc"_L1))
            return {};
        const QString target = layerOf(include.header);
        if (target.isEmpty())
            return u"\"%1\" is not a path from the root to a layer"_s.arg(include.header);
        return allows(layer, target) ? QString() : u"%1 may not include %2"_s.arg(layer.folder, target);
    }
    const QString owner = ownerOfLibrary(include.header);
    if (!owner.isEmpty())
        return owner == layer.folder ? QString() : u"<%1> belongs behind %2"_s.arg(include.header, owner);
    if (include.header.contains("/private/"_L1))
        return u"<%1> is private to Qt and may change with any release"_s.arg(include.header);
    const QString module = qt.moduleOf(include.header);
    if (!module.isEmpty())
        return layer.modules.contains(module)
                   ? QString()
                   : u"%1 may not use %2 (<%3>)"_s.arg(layer.folder, module, include.header);
    static const QRegularExpression looksLikeQt(u"^(Qt?[A-Z]|q[a-z]+\\.h$)"_s);
    return looksLikeQt.match(include.header).hasMatch() ? u"<%1> is in no module of Qt"_s.arg(include.header)
                                                        : QString();
}

} // namespace

QtHeaders QtHeaders::installed()
{
    QtHeaders headers;
    const QDir top(QLibraryInfo::path(QLibraryInfo::HeadersPath));
    for (const QString& module : top.entryList({u"Qt*"_s}, QDir::Dirs, QDir::Name)) {
        for (const QString& header : QDir(top.filePath(module)).entryList(QDir::Files))
            headers.m_modules.insert(header, module);
        headers.m_modules.insert(module, module);
    }
    return headers;
}

QString QtHeaders::moduleOf(const QString& header) const
{
    const QString first = header.section(u'/', 0, 0);
    return m_modules.value(header.contains(u'/') && m_modules.value(first) == first ? first : header);
}

QString layerOf(QStringView path)
{
    QStringView folder = path.left(path.lastIndexOf(u'/'));
    while (!folder.isEmpty()) {
        if (find(folder))
            return folder.toString();
        folder = folder.left(std::max<qsizetype>(0, folder.lastIndexOf(u'/')));
    }
    return {};
}

QVector<Finding> forbiddenIncludes(const SourceFile& file, const QtHeaders& qt)
{
    const Layer* layer = find(layerOf(file.path));
    if (!layer)
        return {{file.path, 1, u"stands in no layer of the table"_s}};
    QVector<Finding> findings;
    for (const Include& include : includesOf(file.text)) {
        const QString what = judge(*layer, include, qt);
        if (!what.isEmpty())
            findings.append({file.path, include.line, what});
    }
    return findings;
}

QVector<Finding> ownHeaderNotFirst(const SourceFile& file, bool hasOwnHeader)
{
    if (!file.path.endsWith(".cpp"_L1) || !hasOwnHeader)
        return {};
    const QString own = file.path.chopped(4) + u".h"_s;
    const auto includes = includesOf(file.text);
    if (!includes.isEmpty() && includes.first().header == own)
        return {};
    return {
        {file.path, includes.isEmpty() ? 1 : includes.first().line, u"the first include is not "_s + own}};
}

QStringList headersToProve(const QVector<SourceFile>& files)
{
    QHash<QString, QString> firstIncludes;
    for (const SourceFile& file : files) {
        const auto includes = includesOf(file.text);
        firstIncludes.insert(file.path, includes.isEmpty() ? QString() : includes.first().header);
    }
    QSet<QString> proved;
    for (const SourceFile& file : files) {
        if (!file.path.endsWith(".cpp"_L1))
            continue;
        QString header = firstIncludes.value(file.path);
        while (firstIncludes.contains(header) && !proved.contains(header)) {
            proved.insert(header);
            header = firstIncludes.value(header);
        }
    }
    QStringList headers;
    for (const SourceFile& file : files) {
        if (file.path.endsWith(".h"_L1) && !proved.contains(file.path))
            headers += file.path;
    }
    return headers;
}

} // namespace reveille::architecture
