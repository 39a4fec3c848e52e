#pragma once

#include <QByteArray>
#include <QIODevice>

namespace reveille {

/// A request's body that can be read once. Qt sends a request again by itself when the connection closes
/// before an answer has begun, whatever the method (QHttpNetworkConnectionChannel), but not one whose body it
/// cannot rewind: that ends as QNetworkReply::ContentReSendError.
class OnceBody final : public QIODevice
{
    Q_OBJECT

public:
    explicit OnceBody(QByteArray bytes);

    [[nodiscard]] bool isSequential() const override { return false; } // its size is known
    [[nodiscard]] qint64 size() const override { return m_bytes.size(); }
    [[nodiscard]] bool reset() override { return false; }

protected:
    qint64 readData(char* data, qint64 maxSize) override;
    qint64 writeData(const char*, qint64) override { return -1; }

private:
    const QByteArray m_bytes;
};

} // namespace reveille
