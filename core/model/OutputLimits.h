#pragma once

#include <chrono>

#include <QMetaType>
#include <QtGlobal>

namespace reveille {

/// How long what runs printed is kept. The runs themselves stay in the history.
struct OutputLimits
{
    std::chrono::hours age{24 * 90}; ///< after a run's end; 0: for ever
    qint64 bytes = 1'073'741'824;    ///< of all output together, the oldest goes first; 0: no limit

    friend bool operator==(const OutputLimits&, const OutputLimits&) = default;
};

} // namespace reveille

Q_DECLARE_METATYPE(reveille::OutputLimits)
