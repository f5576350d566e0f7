#pragma once

#include <tributary/codec/argument.hpp>
#include <tributary/codec/key.hpp>
#include <tributary/config.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tributary {

namespace detail {

/// In seconds: 3,170 years. Redis counts milliseconds since 1970 in 48 bits where it lets fields expire.
inline constexpr std::int64_t kLongestExpiry = 100'000'000'000;

/// Text as a part of a template argument.
template <std::size_t capacity>
struct FixedText {
  std::array<char, capacity> bytes{};
  std::size_t size = 0;

  constexpr void append(std::string_view text) {
    if (text.size() > capacity - size) throw "a text of this keyspace is too long";
    for (const char c : text) bytes[size++] = c;
  }
  constexpr std::string_view view() const noexcept { return {bytes.data(), size}; }
  constexpr bool operator==(const FixedText&) const noexcept = default;
};

}  // namespace detail

/// What a Keyspace may say beside its name.
struct KeyspaceOptions {
  /// How a key is made: $name and $id stand for the name and the id. The default makes the id a hash tag, so that all
  /// structures of one id share a slot of a cluster.
  std::string_view key = "$name{$id}";
  /// The name of the connection that its commands go to, for contexts that know several; empty: that of the context.
  std::string_view connection = {};
  /// Every write makes the key expire after that time; zero: never.
  std::chrono::seconds expiry{0};
};

/// A family of keys, known at compile time: `Keyspace{"U"}`, or "U" where one is expected.
///
///     struct Sessions : Hash<Keyspace{"session", {.connection = "users", .expiry = 30min}}> { using Hash::Hash; };
///
/// Two families with different names and the same key template share no key: a name in which the text begins that ends
/// names in keys (`{` by default) does not compile. Families with different templates are not compared: `x$name{$id}`
/// and `$name{$id}` share keys when one is "y" and the other "xy". An id may hold any bytes. When it is empty or begins
/// with `}`, its keys have no hash tag.
struct Keyspace {
  detail::FixedText<64> name;
  detail::FixedText<96> prefix;  ///< of every key, before the id
  detail::FixedText<32> suffix;  ///< behind the id
  detail::FixedText<32> connection;
  std::int64_t expiry_seconds = 0;

  template <std::size_t size>
  consteval Keyspace(const char (&family)[size],  // NOLINT(google-explicit-constructor): "F" is a keyspace
                     const KeyspaceOptions& options = {})
      : expiry_seconds{options.expiry.count()} {
    name.append({family, size - 1});
    connection.append(options.connection);
    if (expiry_seconds < 0) throw "the expiry of a keyspace is negative";
    if (expiry_seconds > detail::kLongestExpiry) throw "the expiry of a keyspace is longer than Redis counts";
    split(options.key);
  }

  /// What Redis calls a pair of this family and an id.
  TRIBUTARY_API std::string key(const Argument& id) const;
  /// The bytes of the id in a key of the family, which point into `key`.
  ///
  /// Errors:   CodecError when the key is not of the family
  TRIBUTARY_API std::string_view id_in(std::string_view key TRIBUTARY_LIFETIME_BOUND) const;
  /// True when it is a key of the family.
  TRIBUTARY_API bool has(std::string_view key) const noexcept;
  /// The glob pattern of all keys whose id matches `match`.
  TRIBUTARY_API std::string pattern(std::string_view match = "*") const;

  constexpr std::chrono::seconds expiry() const noexcept { return std::chrono::seconds{expiry_seconds}; }

 private:
  static constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);

  /// As std::string_view::find(), which g++ 12 does not take for a constant within a template argument.
  static consteval std::size_t position(std::string_view part, std::string_view text) {
    for (std::size_t at = 0; at + part.size() <= text.size(); ++at) {
      std::size_t same = 0;
      while (same < part.size() && text[at + same] == part[same]) ++same;
      if (same == part.size()) return at;
    }
    return kNowhere;
  }

  consteval void split(std::string_view key) {
    constexpr std::string_view kName = "$name";
    constexpr std::string_view kId = "$id";
    const auto id = position(kId, key);
    if (id == kNowhere) throw "the key of a keyspace must hold $id";
    const std::string_view before = key.substr(0, id);
    const std::string_view behind = key.substr(id + kId.size());
    if (position(kName, behind) != kNowhere || position(kId, behind) != kNowhere) {
      throw "the key of a keyspace must hold $id once, behind $name";
    }
    suffix.append(behind);
    const auto at = position(kName, before);
    if (at == kNowhere) {
      if (name.size > 0) throw "the key of a keyspace with a name must hold $name before $id";
      prefix.append(before);
      return;
    }
    if (name.size == 0) throw "a keyspace needs a name, or a key without $name";
    const std::string_view separator = before.substr(at + kName.size());
    // Or a key could be of two families: "a:b:1" is the id 1 of "a:b", and b:1 of "a".
    if (separator.empty()) throw "the key of a keyspace needs something between $name and $id, to tell where names end";
    // Behind the name only, or "a" and "a:" would share keys with "::" behind them: "a:::1".
    detail::FixedText<128> named;
    named.append(name.view());
    named.append(separator);
    if (position(separator, named.view()) != name.size) {
      throw "what stands between $name and $id in the keys of a keyspace must not begin in its name";
    }
    prefix.append(before.substr(0, at));
    prefix.append(named.view());
  }
};

namespace detail {

/// Keyspace::key(), without memory of its own for most.
inline ComposedKey compose_key(const Keyspace& keyspace, const Argument& id) {
  if (id.kind() == Argument::Kind::text) return {keyspace.prefix.view(), id.text(), keyspace.suffix.view()};
  return tributary::key(keyspace.prefix.view(), id, keyspace.suffix.view());
}

}  // namespace detail
}  // namespace tributary
