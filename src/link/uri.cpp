// uri      := scheme "://" [userinfo "@"] place ["?" option {"&" option}]
// place    := host [":" port] ["/" database]        with redis:// and rediss://
//           | "/" path                              with unix://
// userinfo := [user] ":" password
// host     := name | "[" IPv6 "]"
#include <tributary/link/client_options.hpp>

#include "resp/quote.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <stdexcept>
#include <utility>

namespace tributary {

namespace {

using detail::escape_bytes;

constexpr std::array<std::string_view, 14> kUriOptions{
    "db",      "client_name", "protocol", "pool_size", "connect_timeout", "pool_timeout",    "timeout",
    "ca_file", "ca_path",     "cert",     "key",       "server_name",     "tls_min_version", "verify"};

constexpr auto kNotFound = std::string_view::npos;

/// Where the colon of a port stands in `place`, which may hold an IPv6 address in brackets.
std::size_t port_colon(std::string_view place) noexcept {
  const std::size_t bracket = place.starts_with('[') ? place.find(']') : kNotFound;
  return place.find(':', bracket == kNotFound ? 0 : bracket);
}

/// True for `6379` and for `6379/1`.
bool begins_with_port(std::string_view text) noexcept {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc{} && port > 0 && (end == text.data() + text.size() || *end == '/');
}

/// The URI with `*` for each byte that may belong to a secret, of the same length, so that a mark stays under its part.
/// It need not be well-formed, so rather too many are hidden than one too few:
///
///   scheme://user:******@host:6379/1?db=1&colour=***     what is before the last @, but a user name
///   scheme://user:********************************       what is no port, as a password without @ is none
class Censored {
 public:
  explicit Censored(std::string_view uri) : uri_{uri}, shown_{uri} {
    const std::size_t scheme = scheme_size();
    std::size_t place = scheme;
    if (const std::size_t at = uri.rfind('@'); at != kNotFound && at >= scheme) {
      const std::size_t colon = uri.find(':', scheme);
      hide(colon < at ? colon + 1 : scheme, at);
      place = at + 1;
    }
    const std::size_t query = std::min(uri.find('?', place), uri.size());
    const bool is_understood = censor_place(place, query);
    if (query < uri.size()) censor_options(query + 1, is_understood);
  }

  const std::string& text() const noexcept { return shown_; }

 private:
  /// With its `://`; 0 when there is none.
  std::size_t scheme_size() const noexcept {
    const std::size_t end = uri_.find("://");
    if (end == kNotFound) return 0;
    const bool is_word = std::all_of(uri_.begin(), uri_.begin() + static_cast<std::ptrdiff_t>(end), [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' || c == '-' ||
             c == '.';
    });
    return is_word ? end + 3 : 0;
  }

  /// False when it may hold a password.
  bool censor_place(std::size_t begin, std::size_t end) {
    const std::string_view place = uri_.substr(begin, end - begin);
    if (uri_.starts_with("unix://") && place.starts_with('/')) return true;
    const std::size_t colon = port_colon(place);
    if (colon == kNotFound || begins_with_port(place.substr(colon + 1))) return true;
    hide(begin + colon + 1, end);
    return false;
  }

  void censor_options(std::size_t begin, bool shows_unknown_names) {
    while (begin < uri_.size()) {
      const std::size_t end = std::min(uri_.find('&', begin), uri_.size());
      const std::size_t equals = std::min(uri_.find('=', begin), end);
      if (std::ranges::find(kUriOptions, uri_.substr(begin, equals - begin)) == kUriOptions.end()) {
        hide(shows_unknown_names && equals < end ? equals + 1 : begin, end);
        shows_unknown_names = false;  // what follows may be the rest of a value with an & in it
      }
      begin = end + 1;
    }
  }

  void hide(std::size_t begin, std::size_t end) {
    std::fill(shown_.begin() + static_cast<std::ptrdiff_t>(begin), shown_.begin() + static_cast<std::ptrdiff_t>(end),
              '*');
  }

  std::string_view uri_;
  std::string shown_;
};

/// Reads one URI. Every part is a view into it, so that an error can tell where it is.
class UriReader {
 public:
  explicit UriReader(std::string_view uri) : uri_{uri} {}

  ClientOptions read() {
    const std::size_t scheme_end = uri_.find("://");
    if (scheme_end == kNotFound) refuse(uri_, "has no scheme; it begins with redis://, rediss:// or unix://");
    const std::string_view scheme = uri_.substr(0, scheme_end);
    if (scheme != "redis" && scheme != "rediss" && scheme != "unix") {
      refuse(scheme, "is not a known scheme: redis, rediss or unix");
    }
    if (scheme == "rediss") options_.tls.emplace();
    const bool names_host = scheme != "unix";

    std::string_view rest = uri_.substr(scheme_end + 3);
    const std::size_t query = rest.find('?');
    std::string_view place = rest.substr(0, query);
    if (names_host || !place.starts_with('/')) place = read_userinfo(place);
    names_host ? read_host(place) : read_path(place);
    if (query != kNotFound) read_options(rest.substr(query + 1));
    return std::move(options_);
  }

 private:
  [[noreturn]] void refuse(std::string_view part, std::string_view why) const {
    const auto position = static_cast<std::size_t>(part.data() - uri_.data());
    const Censored censored{uri_};
    const std::string_view shown = censored.text();
    const std::string before = escape_bytes(shown.substr(0, position));
    const std::string marked = escape_bytes(shown.substr(position, part.size()));
    const std::string after = escape_bytes(shown.substr(position + part.size()));
    throw UriError{
        fmt::format("the part \"{}\" of the URI {}{}\n  {}{}{}\n  {:{}}{:^>{}}", marked, why, advice(position), before,
                    marked, after, "", before.size(), "", std::max<std::size_t>(marked.size(), 1)),
        position};
  }

  /// What to write instead of a ? that made the rest of a password an option.
  std::string_view advice(std::size_t position) const noexcept {
    const std::size_t query = uri_.find('?');
    const std::size_t at = uri_.rfind('@');
    if (query == kNotFound || at == kNotFound || at < query || uri_.find('@') < query) return {};
    // An option that is wrong for another reason is not the rest of a password, unless that ends in it.
    if (position >= query && uri_.find('@', position) > uri_.find('&', position)) return {};
    return "; a ? in a user name or a password is written %3F";
  }

  /// For what ends up in a C string, where a NUL would cut it.
  std::string decode_text(std::string_view part) const {
    std::string text = decode(part);
    if (text.find('\0') != std::string::npos) refuse(part, "holds a NUL");
    return text;
  }

  std::string decode(std::string_view part) const {
    std::string out;
    for (std::size_t i = 0; i < part.size(); ++i) {
      if (part[i] != '%') {
        out += part[i];
        continue;
      }
      unsigned byte = 0;
      const std::string_view digits = part.substr(i + 1, 2);
      const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
      if (digits.size() < 2 || error != std::errc{} || end != digits.data() + 2) {
        refuse(part.substr(i, 3), "is not a percent-encoded byte, such as %2F; a % itself is written %25");
      }
      out += static_cast<char>(byte);
      i += 2;
    }
    return out;
  }

  template <class Integer>
  Integer number(std::string_view part, Integer min, Integer max, std::string_view what) const {
    Integer value{};
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), value);
    if (error != std::errc{} || end != part.data() + part.size() || value < min || value > max) {
      refuse(part, fmt::format("is not {}: a number from {} to {}", what, min, max));
    }
    return value;
  }

  /// Returns what follows the userinfo. The last @ ends it, so that a password may hold one by mistake.
  std::string_view read_userinfo(std::string_view place) {
    const std::size_t at = place.rfind('@');
    if (at == kNotFound) return place;
    const std::string_view userinfo = place.substr(0, at);
    const std::size_t colon = userinfo.find(':');
    // Which of the two it is meant to be is not known.
    if (colon == kNotFound) refuse(userinfo, "is neither user:password nor :password");
    options_.username = decode(userinfo.substr(0, colon));
    options_.password = decode(userinfo.substr(colon + 1));
    if (options_.password.empty()) refuse(userinfo, "has an empty password");
    return place.substr(at + 1);
  }

  void read_host(std::string_view place) {
    const std::size_t slash = place.find('/');
    const std::string_view authority = place.substr(0, slash);
    refuse_list(authority);
    // A database may be what is wrong with a password, but not the other way round.
    if (slash != kNotFound && slash + 1 < place.size() && !is_password(authority)) {
      read_database(place.substr(slash + 1));
    }
    std::string_view host = authority;
    std::string_view after;
    if (authority.starts_with('[')) {
      const std::size_t close = authority.find(']');
      if (close == kNotFound) refuse(authority, "opens a bracket and does not close it");
      host = authority.substr(1, close - 1);
      after = authority.substr(close + 1);
      if (!after.empty() && after[0] != ':') refuse(after, "follows the address; only :port may");
    } else if (const std::size_t colon = authority.find(':'); colon != kNotFound) {
      host = authority.substr(0, colon);
      after = authority.substr(colon);
      if (after.find(':', 1) != kNotFound) {
        refuse(authority, with_password_advice("is an IPv6 address without brackets: write [::1]"));
      }
    }
    if (host.empty()) refuse(authority, after.empty() ? "names no host" : with_password_advice("names no host"));
    options_.host = decode_text(host);
    if (after.empty()) return;
    if (!begins_with_port(after.substr(1))) {
      refuse(after.substr(1), with_password_advice("is not a port: a number from 1 to 65535"));
    }
    options_.port = number<std::uint16_t>(after.substr(1), 1, 65535, "a port");
  }

  /// True when nothing says where the host begins, and what stands for the port is none.
  bool is_password(std::string_view authority) const noexcept {
    const std::size_t colon = port_colon(authority);
    return uri_.find('@') == kNotFound && colon != kNotFound && !begins_with_port(authority.substr(colon + 1));
  }

  std::string with_password_advice(std::string_view why) const {
    if (uri_.find('@') != kNotFound) return std::string{why};
    return fmt::format("{}; behind a password stands @ and the host: redis://user:password@host", why);
  }

  void refuse_list(std::string_view authority) const {
    const std::size_t comma = authority.find(',');
    if (comma == kNotFound) return;
    const std::string_view first = authority.substr(0, comma);
    if (is_password(first)) return;
    refuse(authority.substr(comma),
           "names a further host: a client has one, so make a client for each, and give them "
           "names in Connections");
  }

  void read_path(std::string_view place) {
    if (!place.starts_with('/')) {
      refuse(place, place.find(':') == kNotFound
                        ? "is not an absolute path: write unix:///path/to/redis.sock"
                        : "is not an absolute path: write unix:///path/to/redis.sock, or with a password "
                          "unix://user:password@/path/to/redis.sock");
    }
    options_.unix_socket = decode_text(place);
  }

  void read_database(std::string_view part) {
    options_.database = number<int>(part, 0, std::numeric_limits<int>::max(), "a database");
  }

  std::chrono::milliseconds read_time(std::string_view part) const {
    const std::size_t unit_at = part.find_first_not_of("0123456789");
    const std::string_view unit = unit_at == kNotFound ? std::string_view{} : part.substr(unit_at);
    if (unit != "ms" && unit != "s") refuse(part, "is not a time with its unit, such as 250ms or 5s");
    const std::chrono::milliseconds one = unit == "s" ? std::chrono::seconds{1} : std::chrono::milliseconds{1};
    const auto most = ClientOptions::kLongestTimeout / one;
    return one * number<std::int64_t>(part.substr(0, unit_at), 1, most, fmt::format("a time in {}", unit));
  }

  void read_options(std::string_view query) {
    while (!query.empty()) {
      const std::size_t end = query.find('&');
      read_option(query.substr(0, end));
      query = end == kNotFound ? std::string_view{} : query.substr(end + 1);
    }
  }

  void read_option(std::string_view option) {
    const std::size_t equals = option.find('=');
    if (equals == kNotFound) refuse(option, "is not option=value");
    const std::string_view name = option.substr(0, equals);
    const std::string_view value = option.substr(equals + 1);
    if (name == "db") {
      read_database(value);
    } else if (name == "client_name") {
      options_.client_name = decode(value);
    } else if (name == "protocol") {
      options_.protocol = Resp{number<std::uint8_t>(value, 2, 3, "a version of RESP")};
    } else if (name == "pool_size") {
      options_.pool_size = number<std::size_t>(value, 1, 100'000, "a pool size");
    } else if (name == "connect_timeout") {
      options_.connect_timeout = read_time(value);
    } else if (name == "pool_timeout") {
      options_.pool_timeout = read_time(value);
    } else if (name == "timeout") {
      options_.timeout = read_time(value);
    } else if (std::ranges::find(kUriOptions, name) != kUriOptions.end()) {
      read_tls_option(name, value);
    } else {
      refuse(name, fmt::format("is not an option: {}{}", fmt::join(kUriOptions, ", "),
                               uri_.find('@') == kNotFound ? "; a password stands before the host: "
                                                             "redis://user:password@host"
                                                           : ""));
    }
  }

  void read_tls_option(std::string_view name, std::string_view value) {
    if (!options_.tls) refuse(name, "is an option of TLS, which rediss:// asks for");
    TlsOptions& tls = *options_.tls;
    if (name == "tls_min_version") {
      if (value != "1.2" && value != "1.3") refuse(value, "is not a version of TLS: 1.2 or 1.3");
      tls.min_version = value == "1.2" ? TlsVersion::v1_2 : TlsVersion::v1_3;
    } else if (name == "verify") {
      if (value != "peer" && value != "none") refuse(value, "is not whose certificate is accepted: peer or none");
      tls.verify = value == "peer" ? TlsVerify::peer : TlsVerify::none;
    } else {
      (name == "ca_file"   ? tls.ca_file
       : name == "ca_path" ? tls.ca_path
       : name == "cert"    ? tls.cert
       : name == "key"     ? tls.key
                           : tls.server_name) = decode_text(value);
    }
  }

  std::string_view uri_;
  ClientOptions options_;
};

/// What would end or change a path or host in a URI, percent-encoded; everything else stays readable.
std::string encode(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte > ' ' && byte != '%' && byte != '?' && byte < 0x7f) {
      out += c;
    } else {
      out += fmt::format("%{:02X}", byte);
    }
  }
  return out;
}

}  // namespace

ClientOptions ClientOptions::from_uri(std::string_view uri) { return UriReader{uri}.read(); }

ClientOptions ClientOptions::from_environment(const char* variable) {
  const char* const uri = std::getenv(variable);
  if (uri == nullptr || *uri == '\0') {
    throw std::invalid_argument{fmt::format("the environment has no {}: set it to the URI of the server", variable)};
  }
  return from_uri(uri);
}

std::string ClientOptions::endpoint() const {
  if (!unix_socket.empty()) {
    return fmt::format("unix://{}{}", encode(unix_socket), database == 0 ? "" : fmt::format("?db={}", database));
  }
  const bool ipv6 = host.find(':') != std::string::npos;
  return fmt::format("{}://{}{}{}:{}/{}{}", tls ? "rediss" : "redis", ipv6 ? "[" : "", encode(host), ipv6 ? "]" : "",
                     port, database, tls && tls->verify == TlsVerify::none ? "?verify=none" : "");
}

}  // namespace tributary
