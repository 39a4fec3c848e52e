#include "core/http/Redactor.h"

#include <algorithm>
#include <array>
#include <vector>

#include <QUrl>

namespace reveille {

/// Every spelling of every secret, the longest first, and the bytes one can begin with.
struct SecretPatterns
{
    std::vector<QByteArray> spellings;
    std::array<bool, 256> first{};
};

namespace {

constexpr qsizetype kShortestSecret = 4;

QByteArray lowerHexEscapes(QByteArray encoded)
{
    for (qsizetype i = 0; i + 2 < encoded.size(); ++i) {
        if (encoded[i] == '%') {
            encoded.replace(i + 1, 2, encoded.mid(i + 1, 2).toLower());
            i += 2;
        }
    }
    return encoded;
}

enum class NonAscii
{
    Keep,
    Escape
};

QByteArray jsonEscaped(QStringView secret, NonAscii nonAscii, bool escapeSlash)
{
    QByteArray text;
    for (const QChar c : secret) {
        const char16_t u = c.unicode();
        if (u == u'"' || u == u'\\' || (u == u'/' && escapeSlash)) {
            text += '\\';
            text += static_cast<char>(u);
        } else if (u < 0x20 || (u > 0x7E && nonAscii == NonAscii::Escape)) {
            text += "\\u" + QByteArray::number(u, 16).rightJustified(4, '0');
        } else if (u < 0x80) {
            text += static_cast<char>(u);
        } else {
            text += QString(c).toUtf8();
        }
    }
    return text;
}

/// The characters of a base64 text that depend on the secret alone when `before` bytes stand in front of it.
QByteArray base64Core(const QByteArray& secret, int before, QByteArray::Base64Options alphabet)
{
    const QByteArray whole = QByteArray(before, '\0') + secret;
    const qsizetype from = (before * 8 + 5) / 6;
    const qsizetype to = whole.size() * 8 / 6;
    return whole.toBase64(alphabet | QByteArray::OmitTrailingEquals).mid(from, to - from);
}

std::vector<QByteArray> spellingsOf(QStringView secret)
{
    const QByteArray utf8 = secret.toUtf8();
    const QByteArray percent = QUrl::toPercentEncoding(secret.toString());
    std::vector<QByteArray> all{utf8, percent, lowerHexEscapes(percent),
                                QByteArray(percent).replace("%20", "+"),
                                lowerHexEscapes(percent).replace("%20", "+")};
    for (const bool escapeSlash : {false, true}) {
        all.push_back(jsonEscaped(secret, NonAscii::Keep, escapeSlash));
        all.push_back(jsonEscaped(secret, NonAscii::Escape, escapeSlash));
    }
    for (const auto alphabet : {QByteArray::Base64Encoding, QByteArray::Base64UrlEncoding}) {
        all.push_back(utf8.toBase64(alphabet));
        all.push_back(utf8.toBase64(alphabet | QByteArray::OmitTrailingEquals));
        for (int before = 0; before < 3; ++before)
            all.push_back(base64Core(utf8, before, alphabet));
    }
    std::erase_if(all, [](const QByteArray& spelling) { return spelling.size() < kShortestSecret; });
    return all;
}

/// Masks from the left, the longest spelling first. With `more` to come, stops where a spelling may begin
/// that is not complete yet. Returns how many bytes were dealt with.
qsizetype mask(const SecretPatterns& patterns, const QByteArray& bytes, bool more, QByteArray& out)
{
    const QByteArrayView all(bytes);
    qsizetype at = 0;
    while (at < all.size()) {
        if (!patterns.first[static_cast<unsigned char>(all[at])]) {
            out += all[at++];
            continue;
        }
        const QByteArrayView rest = all.sliced(at);
        qsizetype matched = 0;
        for (const QByteArray& spelling : patterns.spellings) {
            if (rest.startsWith(spelling)) {
                matched = spelling.size();
                break;
            }
            // Longest first: an incomplete longer one has to be waited for before a shorter one counts.
            if (more && rest.size() < spelling.size() && QByteArrayView(spelling).startsWith(rest))
                return at;
        }
        if (matched > 0) {
            out += kRedacted;
            at += matched;
        } else {
            out += all[at++];
        }
    }
    return at;
}

} // namespace

StreamRedactor::StreamRedactor(std::shared_ptr<const SecretPatterns> patterns)
    : m_patterns(std::move(patterns))
{}

QByteArray StreamRedactor::feed(const QByteArray& chunk)
{
    m_held += chunk;
    QByteArray out;
    m_held.remove(0, mask(*m_patterns, m_held, true, out));
    return out;
}

QByteArray StreamRedactor::finish()
{
    QByteArray out;
    mask(*m_patterns, m_held, false, out);
    m_held.clear();
    return out;
}

Redactor::Redactor() : m_patterns(std::make_shared<SecretPatterns>()) {}
Redactor::~Redactor() = default;

void Redactor::addSecret(QStringView secret)
{
    if (secret.toUtf8().size() < kShortestSecret)
        return;
    const QWriteLocker locker(&m_lock);
    auto next = std::make_shared<SecretPatterns>(*m_patterns);
    for (QByteArray& spelling : spellingsOf(secret)) {
        next->first[static_cast<unsigned char>(spelling[0])] = true;
        next->spellings.push_back(std::move(spelling));
    }
    auto& list = next->spellings;
    std::sort(list.begin(), list.end(), [](const QByteArray& a, const QByteArray& b) {
        return a.size() == b.size() ? a < b : a.size() > b.size();
    });
    list.erase(std::unique(list.begin(), list.end()), list.end());
    m_patterns = std::move(next);
}

QByteArray Redactor::redact(const QByteArray& bytes) const
{
    QByteArray out;
    mask(*patterns(), bytes, false, out);
    return out;
}

QString Redactor::redact(const QString& text) const
{
    return QString::fromUtf8(redact(text.toUtf8()));
}

QByteArray Redactor::headerValue(const QByteArray& name, const QByteArray& value) const
{
    static const std::array kCredentials{
        QByteArrayLiteral("authorization"), QByteArrayLiteral("proxy-authorization"),
        QByteArrayLiteral("x-api-key"),     QByteArrayLiteral("api-key"),
        QByteArrayLiteral("cookie"),        QByteArrayLiteral("set-cookie")};
    if (std::find(kCredentials.begin(), kCredentials.end(), name.toLower()) != kCredentials.end())
        return kRedacted;
    return redact(value);
}

StreamRedactor Redactor::stream() const
{
    return StreamRedactor(patterns());
}

std::shared_ptr<const SecretPatterns> Redactor::patterns() const
{
    const QReadLocker locker(&m_lock);
    return m_patterns;
}

} // namespace reveille
