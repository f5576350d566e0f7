#pragma once

#include "core/program.hpp"

#include <tributary/resp/reply_view.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tributary::detail {

/// The programs that one exchange loads, and what became of that: a call that the server does not know has an error
/// that says why, and it is the one of its own program.
class ProgramLoads {
 public:
  /// The request that loads it was added. It is kept, for that request.
  void add(const std::shared_ptr<const Program>& program);
  /// The reply to the first of those that were not answered.
  void answer(const ReplyView& reply);

  /// The command at `position` of the batch calls it, and is not set aside when the server does not have it.
  void note_call(std::size_t position, const Program& program);
  /// Why the program that the command at `position` calls was not loaded; empty when it was, or when none is called.
  std::string_view error_of_call(std::size_t position) const noexcept;

  void clear() noexcept;

 private:
  struct Load {
    std::shared_ptr<const Program> program;
    std::string error;  ///< of the last attempt
  };
  struct Call {
    std::size_t position;
    const Program* program;
  };

  std::unordered_map<const Program*, Load> loads_;
  std::vector<const Program*> due_;  ///< not answered, from first_due_ on
  std::size_t first_due_ = 0;
  std::vector<Call> calls_;  ///< by position
};

}  // namespace tributary::detail
