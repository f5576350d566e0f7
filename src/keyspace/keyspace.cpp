#include <tributary/keyspace/keyspace.hpp>

#include <tributary/codec/codec_error.hpp>

#include "resp/quote.hpp"

#include <fmt/format.h>

namespace tributary {

namespace {

/// So that a glob matches just this text.
void append_literally(std::string& pattern, std::string_view text) {
  for (const char c : text) {
    if (std::string_view{R"(*?[]\)"}.find(c) != std::string_view::npos) pattern.push_back('\\');
    pattern.push_back(c);
  }
}

}  // namespace

std::string Keyspace::key(const Argument& id) const { return detail::compose_key(*this, id).str(); }

bool Keyspace::has(std::string_view key) const noexcept {
  return key.size() >= prefix.size + suffix.size && key.starts_with(prefix.view()) && key.ends_with(suffix.view());
}

std::string_view Keyspace::id_in(std::string_view key) const {
  if (!has(key)) throw_unexpected_text(fmt::format("a key of the keyspace {}", detail::quote(pattern())), key);
  return key.substr(prefix.size, key.size() - prefix.size - suffix.size);
}

std::string Keyspace::pattern(std::string_view match) const {
  std::string pattern;
  append_literally(pattern, prefix.view());
  pattern.append(match);
  append_literally(pattern, suffix.view());
  return pattern;
}

}  // namespace tributary
