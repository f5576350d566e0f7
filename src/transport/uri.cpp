// uri      := scheme "://" [userinfo "@"] place ["?" option {"&" option}]
// place    := host [":" port] ["/" database]        with redis://
//           | "/" path                              with unix://
// userinfo := [user] ":" password
// host     := name | "[" IPv6 "]"
#include <tributary/transport/client_options.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>

namespace tributary {

namespace {

/// Reads one URI. Every part is a view into it, so that an error can tell where it is.
class UriReader {
 public:
  explicit UriReader(std::string_view uri) : uri_{uri} {}

  ClientOptions read() {
    const std::size_t scheme_end = uri_.find("://");
    if (scheme_end == std::string_view::npos) refuse(uri_, "has no scheme; it begins with redis:// or unix://");
    const std::string_view scheme = uri_.substr(0, scheme_end);
    if (scheme == "rediss") refuse(scheme, "asks for TLS, which this version does not support");
    if (scheme != "redis" && scheme != "unix") refuse(scheme, "is not a known scheme: redis or unix");

    std::string_view rest = uri_.substr(scheme_end + 3);
    const std::size_t query = rest.find('?');
    std::string_view place = rest.substr(0, query);
    if (scheme == "redis" || !place.starts_with('/')) place = read_userinfo(place);
    scheme == "redis" ? read_host(place) : read_path(place);
    if (query != std::string_view::npos) read_options(rest.substr(query + 1));
    return std::move(options_);
  }

 private:
  [[noreturn]] void refuse(std::string_view part, std::string_view why) const {
    const auto position = static_cast<std::size_t>(part.data() - uri_.data());
    const std::string shown = without_password();
    const std::size_t width = std::max<std::size_t>(part.size(), 1);
    throw UriError{fmt::format("the part \"{}\" of the URI {}\n  {}\n  {:{}}{:^>{}}",
                               shown.substr(position, part.size()), why, shown, "", position, "", width),
                   position};
  }

  /// The URI with `*` for each letter that may belong to a password, so that a mark stays under its part. It need not
  /// be well-formed, so rather too many are hidden than one too few.
  std::string without_password() const {
    std::string shown{uri_};
    const std::size_t scheme_end = shown.find("://");
    const std::size_t userinfo = scheme_end == std::string::npos ? 0 : scheme_end + 3;
    if (const std::size_t at = shown.rfind('@'); at != std::string::npos && at >= userinfo) {
      const std::size_t colon = shown.find(':', userinfo);
      hide(shown, colon < at ? colon + 1 : userinfo, at);
    }
    constexpr std::string_view kOption = "password=";
    for (std::size_t found = shown.find(kOption); found != std::string::npos; found = shown.find(kOption, found + 1)) {
      hide(shown, found + kOption.size(), std::min(shown.find('&', found), shown.size()));
    }
    return shown;
  }

  static void hide(std::string& text, std::size_t begin, std::size_t end) {
    std::fill(text.begin() + static_cast<std::ptrdiff_t>(begin), text.begin() + static_cast<std::ptrdiff_t>(end), '*');
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
        refuse(part.substr(i, 3), "is not a percent-encoded byte, such as %2F");
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
    if (at == std::string_view::npos) return place;
    const std::string_view userinfo = place.substr(0, at);
    const std::size_t colon = userinfo.find(':');
    // Which of the two it is meant to be is not known.
    if (colon == std::string_view::npos) refuse(userinfo, "is neither user:password nor :password");
    options_.username = decode(userinfo.substr(0, colon));
    options_.password = decode(userinfo.substr(colon + 1));
    if (options_.password.empty()) refuse(userinfo, "has an empty password");
    return place.substr(at + 1);
  }

  void read_host(std::string_view place) {
    const std::size_t slash = place.find('/');
    if (slash != std::string_view::npos && slash + 1 < place.size()) read_database(place.substr(slash + 1));
    const std::string_view authority = place.substr(0, slash);
    std::string_view host = authority;
    std::string_view after;
    if (authority.starts_with('[')) {
      const std::size_t close = authority.find(']');
      if (close == std::string_view::npos) refuse(authority, "opens a bracket and does not close it");
      host = authority.substr(1, close - 1);
      after = authority.substr(close + 1);
      if (!after.empty() && after[0] != ':') refuse(after, "follows the address; only :port may");
    } else if (const std::size_t colon = authority.find(':'); colon != std::string_view::npos) {
      host = authority.substr(0, colon);
      after = authority.substr(colon);
      if (after.find(':', 1) != std::string_view::npos) refuse(authority, "is an IPv6 address without brackets");
    }
    if (host.empty()) refuse(authority, "names no host");
    options_.host = decode_text(host);
    if (!after.empty()) options_.port = number<std::uint16_t>(after.substr(1), 1, 65535, "a port");
  }

  void read_path(std::string_view place) {
    if (!place.starts_with('/')) refuse(place, "is not an absolute path: write unix:///path/to/redis.sock");
    options_.unix_socket = decode_text(place);
  }

  void read_database(std::string_view part) {
    options_.database = number<int>(part, 0, std::numeric_limits<int>::max(), "a database");
  }

  std::chrono::milliseconds read_time(std::string_view part) const {
    const std::size_t unit_at = part.find_first_not_of("0123456789");
    const std::string_view unit = unit_at == std::string_view::npos ? std::string_view{} : part.substr(unit_at);
    if (unit != "ms" && unit != "s") refuse(part, "is not a time with its unit, such as 250ms or 5s");
    const std::chrono::milliseconds one = unit == "s" ? std::chrono::seconds{1} : std::chrono::milliseconds{1};
    const auto most = ClientOptions::kLongestTimeout / one;
    return one * number<std::int64_t>(part.substr(0, unit_at), 1, most, fmt::format("a time in {}", unit));
  }

  void read_options(std::string_view query) {
    while (!query.empty()) {
      const std::size_t end = query.find('&');
      read_option(query.substr(0, end));
      query = end == std::string_view::npos ? std::string_view{} : query.substr(end + 1);
    }
  }

  void read_option(std::string_view option) {
    const std::size_t equals = option.find('=');
    if (equals == std::string_view::npos) refuse(option, "is not option=value");
    const std::string_view name = option.substr(0, equals);
    const std::string_view value = option.substr(equals + 1);
    if (name == "db") {
      read_database(value);
    } else if (name == "client_name") {
      options_.client_name = decode(value);
    } else if (name == "pool_size") {
      options_.pool_size = number<std::size_t>(value, 1, 100'000, "a pool size");
    } else if (name == "connect_timeout") {
      options_.connect_timeout = read_time(value);
    } else if (name == "pool_timeout") {
      options_.pool_timeout = read_time(value);
    } else if (name == "timeout") {
      options_.timeout = read_time(value);
    } else {
      refuse(name, "is not an option: db, client_name, pool_size, connect_timeout, pool_timeout or timeout");
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
    if (byte > ' ' && byte != '%' && byte != '?' && byte != 0x7f) {
      out += c;
    } else {
      out += fmt::format("%{:02X}", byte);
    }
  }
  return out;
}

}  // namespace

ClientOptions ClientOptions::from_uri(std::string_view uri) { return UriReader{uri}.read(); }

std::string ClientOptions::endpoint() const {
  if (!unix_socket.empty()) {
    return fmt::format("unix://{}{}", encode(unix_socket), database == 0 ? "" : fmt::format("?db={}", database));
  }
  const bool ipv6 = host.find(':') != std::string::npos;
  return fmt::format("redis://{}{}{}:{}/{}", ipv6 ? "[" : "", encode(host), ipv6 ? "]" : "", port, database);
}

}  // namespace tributary
