#pragma once

#include <tributary/codec/arguments.hpp>

#include <string>
#include <vector>

namespace tributary::detail {

/// The bytes that each argument is on the wire.
std::vector<std::string> names_of(const Arguments& list);

}  // namespace tributary::detail
