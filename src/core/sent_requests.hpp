#pragma once

#include "core/command_row.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tributary::detail {

/// The requests of one exchange whose bytes outlive it, so that the error of one can name its key. Costs a command
/// nothing: the bytes are read when there is an error. Errors are asked for in about the order of the wire, so the
/// search goes on where the last one ended.
class SentRequests {
 public:
  /// `position`: of the first of `commands` in its batch.
  void add(std::size_t position, std::size_t commands, std::string_view bytes) {
    stretches_.push_back({position, commands, bytes});
  }
  void clear() noexcept {
    stretches_.clear();
    searched_ = {};
  }
  /// The key of the command at a position; empty when it has none or several, or its bytes are not known.
  std::string key_of(const CommandRow* row, std::size_t position);

 private:
  /// Commands that follow one another.
  struct Stretch {
    std::size_t position = 0;
    std::size_t commands = 0;
    std::string_view bytes;

    bool has(std::size_t wanted) const noexcept { return wanted >= position && wanted - position < commands; }
  };

  std::vector<Stretch> stretches_;
  Stretch searched_;  ///< what is left of the stretch behind the last search
};

}  // namespace tributary::detail
