#pragma once

#include "core/model/Error.h"

#include <QString>

namespace reveille {

/// An error for people: what is wrong, and what to do next. Both are whole, plain-text sentences (never rich
/// text) in the person's language.
struct ErrorText
{
    QString what;
    QString advice;
};

/// Every code has sentences of its own, and some have several, told apart by the answer's status; the error's subject, waiting time, place and fix are worked in where
/// there are any. Pure apart from the installed translator.
[[nodiscard]] ErrorText describe(const Error& error);

} // namespace reveille
