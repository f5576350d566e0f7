#include "link/server_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tributary::detail {

namespace {

// With what there is to do about them, which is what makes them worth to be shown whole. What may follow is left out.
// From Redis 2.8 to 8.0 and Valkey 8: acl.c, networking.c, server.c.
constexpr auto kSentences = std::to_array<std::string_view>({
    "DENIED Redis is running in protected mode",
    "ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration "
    "is correct?",
    "ERR Client sent AUTH, but no password is set",
    "ERR invalid password",
    "ERR max number of clients reached",
    "ERR max number of clients + cluster connections reached",
    "ERR operation not permitted",
    "ERR unknown command 'AUTH'",
    "ERR unknown command `AUTH`",
    "ERR unknown command 'HELLO'",
    "ERR unknown command `HELLO`",
    "ERR wrong number of arguments for 'auth' command",
    "NOAUTH Authentication required.",
    "NOPROTO unsupported protocol version",
    "WRONGPASS invalid username-password pair or user is disabled.",
    "WRONGPASS invalid username-password pair",
});

constexpr auto kKnownCodes = std::to_array<std::string_view>({
    "BUSY",
    "CLUSTERDOWN",
    "DENIED",
    "ERR",
    "LOADING",
    "MASTERDOWN",
    "MISCONF",
    "NOAUTH",
    "NOPERM",
    "NOPROTO",
    "NOREPLICAS",
    "OOM",
    "READONLY",
    "TRYAGAIN",
    "UNKILLABLE",
    "WRONGPASS",
});

constexpr auto kTemporaryCodes = std::to_array<std::string_view>({
    "BUSY",
    "CLUSTERDOWN",
    "LOADING",
    "MASTERDOWN",
    "MISCONF",
    "NOREPLICAS",
    "OOM",
    "TRYAGAIN",
    "UNKILLABLE",
});

bool is_among(const auto& list, std::string_view word) noexcept { return std::ranges::find(list, word) != list.end(); }

std::string_view first_word(std::string_view error) noexcept { return error.substr(0, error.find(' ')); }

}  // namespace

bool is_temporary(std::string_view error) noexcept {
  return is_among(kTemporaryCodes, first_word(error)) || error.starts_with("ERR max number of clients");
}

bool turns_everybody_away(std::string_view error) noexcept {
  return is_temporary(error) || first_word(error) == "DENIED";
}

bool is_about_identity(std::string_view error) noexcept {
  const std::string_view code = first_word(error);
  return code == "NOAUTH" || code == "WRONGPASS";
}

bool knows_no_resp3(std::string_view error) noexcept {
  return first_word(error) == "NOPROTO" || error.starts_with("ERR unknown command");
}

bool knows_no_master(std::string_view error) noexcept { return error.find("No such master") != std::string_view::npos; }

bool is_of_replica(std::string_view error) noexcept { return error.starts_with("READONLY "); }

std::string words_about_login(std::string_view error) {
  const auto known = std::ranges::find_if(kSentences, [error](std::string_view s) { return error.starts_with(s); });
  if (known != kSentences.end()) return std::string{*known};
  const std::string_view code = first_word(error);
  return fmt::format("{}, in words that are not shown because they may repeat a secret",
                     is_among(kKnownCodes, code) ? code : "an answer that is not OK");
}

bool has_secret(std::string_view command) noexcept { return command == "AUTH" || command == "HELLO"; }

}  // namespace tributary::detail
