#include "endpoint.hpp"

#include <fmt/format.h>

#include <charconv>
#include <stdexcept>
#include <system_error>

namespace tributary::bench {
namespace {

template <class Integer>
Integer number(std::string_view text, std::string_view part, std::string_view uri) {
  Integer value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value < 0) {
    throw std::invalid_argument{fmt::format("{} '{}' in {} is not a number in range", part, text, uri)};
  }
  return value;
}

std::string decoded(std::string_view text, std::string_view uri) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      plain += text[i];
      continue;
    }
    unsigned value = 0;
    const auto digits = text.substr(i + 1, 2);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
    if (digits.size() != 2 || error != std::errc{} || end != digits.data() + 2) {
      throw std::invalid_argument{fmt::format("a '%' in {} is not followed by two hexadecimal digits", uri)};
    }
    plain += static_cast<char>(value);
    i += 2;
  }
  return plain;
}

// Takes "user:password@" off the front of `rest`.
void take_credentials(std::string_view& rest, Endpoint& endpoint, std::string_view uri) {
  const auto at = rest.substr(0, rest.find_first_of("/?")).rfind('@');
  if (at == std::string_view::npos) {
    return;
  }
  const auto credentials = rest.substr(0, at);
  const auto colon = credentials.find(':');
  if (colon == std::string_view::npos) {
    throw std::invalid_argument{fmt::format("the credentials in {} have no password; write :password@", uri)};
  }
  endpoint.user = decoded(credentials.substr(0, colon), uri);
  endpoint.password = decoded(credentials.substr(colon + 1), uri);
  rest.remove_prefix(at + 1);
}

void take_query(std::string_view& rest, Endpoint& endpoint, std::string_view uri) {
  const auto question = rest.find('?');
  if (question == std::string_view::npos) {
    return;
  }
  const auto query = rest.substr(question + 1);
  if (!query.starts_with("db=")) {
    throw std::invalid_argument{fmt::format("'?{}' in {}: the benchmark knows only ?db=<number>", query, uri)};
  }
  endpoint.database = number<int>(query.substr(3), "database", uri);
  rest = rest.substr(0, question);
}

void read_host_and_port(std::string_view authority, Endpoint& endpoint, std::string_view uri) {
  std::size_t colon = authority.find(':');
  if (authority.starts_with('[')) {
    const auto bracket = authority.find(']');
    if (bracket == std::string_view::npos) {
      throw std::invalid_argument{fmt::format("'[' without ']' in {}", uri)};
    }
    endpoint.host = authority.substr(1, bracket - 1);
    colon = authority.find(':', bracket);
  } else {
    endpoint.host = authority.substr(0, colon);
  }
  if (endpoint.host.empty()) {
    throw std::invalid_argument{fmt::format("no host in {}", uri)};
  }
  if (colon != std::string_view::npos) {
    endpoint.port = number<std::uint16_t>(authority.substr(colon + 1), "port", uri);
  }
}

}  // namespace

bool Endpoint::is_local() const noexcept {
  return is_unix() || host == "localhost" || host == "::1" || host.starts_with("127.");
}

Endpoint parse_endpoint(std::string_view uri) {
  constexpr std::string_view kTcp = "redis://";
  constexpr std::string_view kUnix = "unix://";
  Endpoint endpoint{.uri = std::string{uri}};
  std::string_view rest = uri;
  if (rest.starts_with(kUnix)) {
    rest.remove_prefix(kUnix.size());
    take_credentials(rest, endpoint, uri);
    take_query(rest, endpoint, uri);
    if (!rest.starts_with('/') || rest.size() == 1) {
      throw std::invalid_argument{fmt::format("no absolute path in {}", uri)};
    }
    endpoint.socket_path = decoded(rest, uri);
    return endpoint;
  }
  if (!rest.starts_with(kTcp)) {
    throw std::invalid_argument{fmt::format("'{}' starts neither with redis:// nor with unix://", uri)};
  }
  rest.remove_prefix(kTcp.size());
  take_credentials(rest, endpoint, uri);
  take_query(rest, endpoint, uri);
  const auto slash = rest.find('/');
  read_host_and_port(rest.substr(0, slash), endpoint, uri);
  if (slash != std::string_view::npos && slash + 1 < rest.size()) {
    endpoint.database = number<int>(rest.substr(slash + 1), "database", uri);
  }
  return endpoint;
}

}  // namespace tributary::bench
