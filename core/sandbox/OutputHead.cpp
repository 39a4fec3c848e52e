#include "core/sandbox/OutputHead.h"

#include <QStringDecoder>

namespace reveille::sandbox {

void OutputHead::append(const QByteArray& bytes)
{
    m_total += bytes.size();
    if (m_head.size() < kLimit)
        m_head.append(bytes.left(kLimit - m_head.size()));
}

qsizetype completeUtf8(const QByteArray& bytes)
{
    // Only the last lead byte can stand before an unfinished character; it is at most three from the end.
    for (qsizetype back = 1; back <= 3 && back <= bytes.size(); ++back) {
        const auto byte = static_cast<unsigned char>(bytes[bytes.size() - back]);
        if ((byte & 0xC0U) == 0x80U)
            continue;
        const qsizetype needed = byte >= 0xF0U ? 4 : byte >= 0xE0U ? 3 : byte >= 0xC0U ? 2 : 1;
        return needed > back ? bytes.size() - back : bytes.size();
    }
    return bytes.size();
}

QString textOf(const QByteArray& bytes)
{
    QStringDecoder decoder(QStringDecoder::Utf8,
                           QStringDecoder::Flag::ConvertInitialBom | QStringDecoder::Flag::Stateless);
    return decoder(bytes);
}

} // namespace reveille::sandbox
