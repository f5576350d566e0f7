#pragma once

#include <tributary/codec/argument.hpp>
#include <tributary/config.hpp>

#include <array>
#include <cstddef>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

namespace tributary {

/// A key that was put together from parts, as key() makes it: text that needs no memory of its own while it has at most
/// 56 bytes. It is passed wherever a key is, and is a value of its own.
class TRIBUTARY_API ComposedKey {
 public:
  explicit ComposedKey(std::span<const Argument> parts);
  ComposedKey(std::string_view before, std::string_view text, std::string_view behind);

  std::string_view view() const noexcept TRIBUTARY_LIFETIME_BOUND {
    return size_ <= kShort ? std::string_view{short_.data(), size_} : std::string_view{long_};
  }
  operator std::string_view() const noexcept TRIBUTARY_LIFETIME_BOUND {  // NOLINT(google-explicit-constructor): a key
    return view();
  }
  std::string str() const { return std::string{view()}; }

  friend bool operator==(const ComposedKey& a, std::string_view b) noexcept { return a.view() == b; }

 private:
  static constexpr std::size_t kShort = 56;

  void append_rest(std::span<const Argument> parts);

  std::size_t size_ = 0;
  std::array<char, kShort> short_{};
  std::string long_;  ///< all of it, when it is longer
};

/// A key of text, numbers and whatever else is an argument, one behind the other: `pipe.incrby(key("user:", id), 1)`
/// has the key `user:17`. Each part is what it is as an argument. It costs a fraction of fmt::format(), which costs
/// more than the command.
template <SingleArgument... Parts>
ComposedKey key(const Parts&... parts) {
  const std::array<Argument, sizeof...(Parts)> all{Argument{parts}...};
  return ComposedKey{all};
}

}  // namespace tributary
