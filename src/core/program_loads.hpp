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

/// How the programs of one exchange were received: a call that the server does not know has an error that says why, and
/// it is the one of its own program.
class ProgramLoads {
 public:
  /// The request that loads a library was added. It is kept, for that request.
  void add(const std::shared_ptr<const Program>& program);
  /// The reply to the first of those that were not answered.
  void answer(const ReplyView& reply) noexcept;

  /// The command at `position` of the batch calls a program, which the batch brings.
  void note_call(std::size_t position, const std::shared_ptr<const Program>& program);
  /// The error that answered the call at `position`, which brought the source. Not every one is about the source, but
  /// only after one that is the next call finds no script.
  void note_error_of_source(std::size_t position, std::string_view error) noexcept;
  /// Why the server does not know the program that is called at `position`; empty when that is not known.
  std::string why_unknown(std::size_t position) const;

  /// How many requests have loaded a library, for take_back().
  std::size_t mark() const noexcept { return due_.size(); }
  /// Takes back what was added since the mark, and the calls from `position` on.
  void take_back(std::size_t mark, std::size_t position) noexcept;

  /// The commands before `position` are settled.
  void forget_before(std::size_t position) noexcept;
  void clear() noexcept;

 private:
  struct Load {
    std::shared_ptr<const Program> program;
    std::string error;  ///< of the last attempt
  };
  struct Call {
    std::size_t position;
    std::shared_ptr<const Program> program;
  };

  const Call* call_at(std::size_t position) const noexcept;

  std::unordered_map<const Program*, Load> loads_;
  std::vector<const Program*> due_;  ///< not answered, from first_due_ on
  std::size_t first_due_ = 0;
  std::vector<Call> calls_;  ///< by position
};

}  // namespace tributary::detail
