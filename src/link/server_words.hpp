#pragma once

#include <string>
#include <string_view>

namespace tributary::detail {

/// True for an error that is about the state of the server, and neither about who asks nor about what: the same may
/// succeed later.
bool is_temporary(std::string_view error) noexcept;

/// True for an error that a server has for whoever comes: it is temporary, or nobody from elsewhere is let in.
bool turns_everybody_away(std::string_view error) noexcept;

/// True for an error that says who may come in: another PING would get it again.
bool is_about_identity(std::string_view error) noexcept;

/// True for an error by which HELLO says that there is no RESP3: the connection goes on as it was, in RESP2.
bool knows_no_resp3(std::string_view error) noexcept;

/// True for an error by which a sentinel says that it watches no master of a name.
bool knows_no_master(std::string_view error) noexcept;

/// True for an error by which a server says that it is no master, or none any more.
bool is_of_replica(std::string_view error) noexcept;

/// What is told of an error that answers AUTH or HELLO. A server may repeat their arguments in any form, cut or
/// escaped, so nothing of it is shown but words that stand here: a sentence that is known, or a code.
std::string words_about_login(std::string_view error);

/// True for the commands that carry a password.
bool has_secret(std::string_view command) noexcept;

}  // namespace tributary::detail
