#pragma once

#include <tributary/core/error.hpp>

#include <memory>

namespace tributary::detail {

/// The only thing to say when there is no memory for more. Short enough for a std::string to need none.
inline constexpr const char* kOutOfMemory = "out of memory";

/// The error of a result when there is no memory for one of its own. It was made before memory ended, and is shared by
/// all whose errors are of that kind; of a transport error also the outcome is told.
std::shared_ptr<const ErrorInfo> out_of_memory(ErrorKind kind,
                                               TransportOutcome outcome = TransportOutcome::not_sent) noexcept;

}  // namespace tributary::detail
