#include "link/place.hpp"

#include <fmt/format.h>

#include <charconv>

namespace tributary::detail {

std::string Place::text() const {
  const bool is_v6 = host.find(':') != std::string::npos;
  return fmt::format("{}{}{}:{}", is_v6 ? "[" : "", host, is_v6 ? "]" : "", port);
}

std::optional<Place> read_place(std::string_view text, std::uint16_t default_port) {
  const bool has_bracket = text.starts_with('[');
  const std::size_t close = has_bracket ? text.find(']') : 0;
  if (close == std::string_view::npos) return std::nullopt;
  const std::size_t colon = text.find(':', close);
  const std::string_view host = has_bracket ? text.substr(1, close - 1) : text.substr(0, colon);
  Place place{std::string{host}, default_port};
  if (host.empty()) return std::nullopt;
  if (has_bracket && close + 1 != text.size() && colon != close + 1) return std::nullopt;
  if (colon == std::string_view::npos) return place;
  const char* const end = text.data() + text.size();
  const auto [read, error] = std::from_chars(text.data() + colon + 1, end, place.port);
  if (error != std::errc{} || read != end || place.port == 0) return std::nullopt;
  return place;
}

}  // namespace tributary::detail
