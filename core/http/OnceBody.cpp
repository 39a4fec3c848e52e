#include "core/http/OnceBody.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace reveille {

OnceBody::OnceBody(QByteArray bytes) : m_bytes(std::move(bytes))
{
    open(QIODevice::ReadOnly | QIODevice::Unbuffered);
}

qint64 OnceBody::readData(char* data, qint64 maxSize)
{
    const qint64 count = std::min<qint64>(maxSize, m_bytes.size() - pos());
    if (count <= 0)
        return pos() >= m_bytes.size() ? -1 : 0;
    std::memcpy(data, m_bytes.constData() + pos(), static_cast<std::size_t>(count));
    return count;
}

} // namespace reveille
