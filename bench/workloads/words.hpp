#pragma once

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace tributary::bench {

/// The words of one command, as clients take them that know no types. Kept and used again, so that it allocates nothing
/// once it has held the longest command.
class Words {
 public:
  void clear() noexcept {
    views_.clear();
    used_ = 0;
  }
  /// The bytes are not copied.
  void add(std::string_view word) { views_.push_back(word); }
  void add(std::int64_t number) {
    const auto written = std::to_chars(room(), text_.data() + text_.size(), number);
    if (written.ec != std::errc{}) throw std::length_error{"too many numbers in one command"};
    add_written(written.ptr);
  }
  /// A number of twelve digits between two texts.
  void add(std::string_view before, std::uint32_t number, std::string_view behind) {
    constexpr std::size_t kDigits = 12;
    if (used_ + before.size() + kDigits + behind.size() > text_.size()) {
      throw std::length_error{"the words around __rand_int__ are too long"};
    }
    char* const end = before.copy(room(), before.size()) + room();
    for (std::size_t i = kDigits; i > 0; --i, number /= 10) end[i - 1] = static_cast<char>('0' + number % 10);
    add_written(end + kDigits + behind.copy(end + kDigits, behind.size()));
  }

  [[nodiscard]] const std::vector<std::string_view>& views() const noexcept { return views_; }

 private:
  char* room() noexcept { return text_.data() + used_; }
  void add_written(const char* end) {
    views_.push_back({room(), static_cast<std::size_t>(end - room())});
    used_ += views_.back().size();
  }

  std::vector<std::string_view> views_;
  std::array<char, 1024> text_;  // of words that are made here
  std::size_t used_ = 0;
};

/// As they are sent.
[[nodiscard]] std::string encoded(const std::vector<std::string_view>& words);

}  // namespace tributary::bench
