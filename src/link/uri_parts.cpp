#include "link/uri_parts.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <utility>

namespace tributary::detail {

namespace {

constexpr auto kNotFound = std::string_view::npos;

/// Of sentinels: `s1:26379,s2,s3/mymaster/0`.
bool is_list_of_places(std::string_view text) noexcept {
  std::string_view places = text.substr(0, text.find('/'));
  if (places.find(',') == kNotFound) return false;
  while (!places.empty()) {
    const std::size_t end = places.find(',');
    const std::string_view place = places.substr(0, end);
    const std::size_t colon = port_colon(place);
    if (colon != kNotFound && !begins_with_port(place.substr(colon + 1))) return false;
    places = end == kNotFound ? std::string_view{} : places.substr(end + 1);
  }
  return true;
}

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

  std::string take() noexcept { return std::move(shown_); }

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
    if (uri_.find("-sentinel://") != kNotFound && is_list_of_places(place)) return true;
    const std::size_t colon = port_colon(place);
    if (colon == kNotFound || begins_with_port(place.substr(colon + 1))) return true;
    hide(begin + colon + 1, end);
    return false;
  }

  void censor_options(std::size_t begin, bool shows_unknown_names) {
    while (begin < uri_.size()) {
      const std::size_t end = std::min(uri_.find('&', begin), uri_.size());
      const std::size_t equals = std::min(uri_.find('=', begin), end);
      const UriOption* const option = find_uri_option(uri_.substr(begin, equals - begin));
      if (option == nullptr || option->is_secret) {
        const bool shows_name = option != nullptr || shows_unknown_names;
        hide(shows_name && equals < end ? equals + 1 : begin, end);
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

}  // namespace

const UriOption* find_uri_option(std::string_view name) noexcept {
  const auto* const found = std::ranges::find(kUriOptions, name, &UriOption::name);
  return found == kUriOptions.end() ? nullptr : found;
}

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

std::string censored(std::string_view uri) { return Censored{uri}.take(); }

}  // namespace tributary::detail
