#pragma once

#include <tributary/codec/arguments.hpp>

#include <string_view>

namespace tributary::detail {

/// Throws std::invalid_argument for a command that changes the state of its connection, and names what to use instead.
/// The connection belongs to a pool: whoever gets it next would be in another database, or take messages for replies.
void refuse_connection_verb(std::string_view verb, const Arguments& args);

}  // namespace tributary::detail
