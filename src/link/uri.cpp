// uri      := scheme "://" [userinfo "@"] place ["?" option {"&" option}]
// place    := host [":" port] ["/" database]        with redis:// and rediss://
//           | host [":" port] {"," host [":" port]} "/" master ["/" database]
//                                                   with redis-sentinel:// and rediss-sentinel://
//           | "/" path                              with unix://
// userinfo := [user] ":" password
// host     := name | "[" IPv6 "]"
#include <tributary/link/client_options.hpp>

#include "link/place.hpp"
#include "link/uri_parts.hpp"
#include "resp/quote.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <stdexcept>
#include <utility>

namespace tributary {

namespace {

using namespace detail;

constexpr auto kNotFound = std::string_view::npos;

std::string names_of_options() {
  std::string names;
  for (const UriOption& option : kUriOptions) names.append(names.empty() ? "" : ", ").append(option.name);
  return names;
}

/// Reads one URI. Every part is a view into it, so that an error can tell where it is.
class UriReader {
 public:
  explicit UriReader(std::string_view uri) : uri_{uri} {}

  ClientOptions read() {
    const std::size_t scheme_end = uri_.find("://");
    if (scheme_end == kNotFound) refuse(uri_, "has no scheme; it begins with redis://, rediss:// or unix://");
    const std::string_view scheme = uri_.substr(0, scheme_end);
    const bool names_sentinels = scheme == "redis-sentinel" || scheme == "rediss-sentinel";
    const bool names_host = scheme == "redis" || scheme == "rediss";
    if (!names_sentinels && !names_host && scheme != "unix") {
      refuse(scheme, "is not a known scheme: redis, rediss, redis-sentinel, rediss-sentinel or unix");
    }
    if (scheme.starts_with("rediss")) options_.tls.emplace();

    std::string_view rest = uri_.substr(scheme_end + 3);
    const std::size_t query = rest.find('?');
    std::string_view place = rest.substr(0, query);
    if (scheme != "unix" || !place.starts_with('/')) place = read_userinfo(place);
    if (names_sentinels) {
      read_sentinels(place);
    } else {
      names_host ? read_host(place) : read_path(place);
    }
    if (query != kNotFound) read_options(rest.substr(query + 1));
    return std::move(options_);
  }

 private:
  [[noreturn]] void refuse(std::string_view part, std::string_view why) const {
    const auto position = static_cast<std::size_t>(part.data() - uri_.data());
    const std::string all = censored(uri_);
    const std::string_view shown = all;
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

  void read_sentinels(std::string_view place) {
    const std::size_t slash = place.find('/');
    std::string_view list = place.substr(0, slash);
    if (list.empty()) refuse(place, "names no sentinel");
    while (!list.empty()) {
      const std::size_t end = list.find(',');
      const std::string_view one = list.substr(0, end);
      if (!read_place(decode_text(one), 1)) refuse(one, "is not a sentinel: host, host:port or [address]:port");
      options_.sentinels.push_back(decode_text(one));
      list = end == kNotFound ? std::string_view{} : list.substr(end + 1);
    }
    std::string_view rest = slash == kNotFound ? std::string_view{} : place.substr(slash + 1);
    const std::size_t end = rest.find('/');
    if (rest.empty() || end == 0) {
      refuse(place, "names no master: write redis-sentinel://sentinel1,sentinel2/mymaster");
    }
    options_.master_name = decode_text(rest.substr(0, end));
    if (end != kNotFound && end + 1 < rest.size()) read_database(rest.substr(end + 1));
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
    } else if (name.starts_with("sentinel_")) {
      if (options_.sentinels.empty()) refuse(name, "is for sentinels, which redis-sentinel:// names");
      (name == "sentinel_username" ? options_.sentinel_username : options_.sentinel_password) = decode(value);
    } else if (find_uri_option(name) != nullptr) {
      read_tls_option(name, value);
    } else {
      refuse(name, fmt::format("is not an option: {}{}", names_of_options(),
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
std::string encode(std::string_view text, char separator = '?') {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte > ' ' && byte != '%' && byte != '?' && c != separator && byte < 0x7f) {
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
  const std::string_view unverified = tls && tls->verify == TlsVerify::none ? "?verify=none" : "";
  if (!master_name.empty()) {
    std::string places;
    for (const std::string& sentinel : sentinels) places.append(places.empty() ? "" : ",").append(encode(sentinel));
    return fmt::format("{}-sentinel://{}/{}/{}{}", tls ? "rediss" : "redis", places, encode(master_name, '/'), database,
                       unverified);
  }
  const bool ipv6 = host.find(':') != std::string::npos;
  return fmt::format("{}://{}{}{}:{}/{}{}", tls ? "rediss" : "redis", ipv6 ? "[" : "", encode(host), ipv6 ? "]" : "",
                     port, database, unverified);
}

}  // namespace tributary
