#pragma once

#include "resp/keep.hpp"

#include <cstddef>
#include <string_view>
#include <vector>

namespace tributary::detail {

/// The requests of one exchange whose bytes outlive it, so that the error of one can name its key. Costs a command
/// nothing: the bytes are read when there is an error. Errors are asked for in about the order of the wire, so the
/// search goes on where the last one ended, and all of them together pass over the bytes once.
class SentRequests {
 public:
  /// `position`: of the first of `commands` in its batch.
  void add(std::size_t position, std::size_t commands, std::string_view bytes) {
    stretches_.push_back({position, commands, bytes});
  }
  std::size_t stretches() const noexcept { return stretches_.size(); }
  /// Takes back what was added behind so many stretches.
  void take_back(std::size_t stretches) noexcept { stretches_.resize(stretches); }
  /// The bytes of the commands before `position` are going.
  void forget_before(std::size_t position) noexcept;
  void clear() noexcept {
    clear_and_trim(stretches_);
    first_ = current_ = 0;
    left_ = {};
  }
  /// The words of the command at a position; none when its bytes are not known.
  std::vector<std::string_view> words_at(std::size_t position);

 private:
  /// Commands that follow one another.
  struct Stretch {
    std::size_t position = 0;
    std::size_t commands = 0;
    std::string_view bytes;

    bool has(std::size_t wanted) const noexcept { return wanted >= position && wanted - position < commands; }
  };

  bool find(std::size_t position) noexcept;

  std::vector<Stretch> stretches_;
  std::size_t first_ = 0;    ///< those before it are forgotten
  std::size_t current_ = 0;  ///< the stretch that was searched last
  Stretch left_;             ///< what is behind the last search in it
};

}  // namespace tributary::detail
