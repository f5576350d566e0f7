#pragma once

#include "core/outbox.hpp"
#include "core/program.hpp"
#include "core/tape.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace tributary::detail {

/// How the server gets the programs that a batch calls, without moving anything: the first call of a script brings its
/// source, in its own place, and the libraries are loaded in front of the batch.
class ProgramCalls {
 public:
  void clear() noexcept;
  /// The next call of the batch, in the order of the wire.
  void add(const Tape::Call& call);
  /// What comes may be executed when what came is not, or the other way round: a transaction begins or ends.
  void enter_other_fate() noexcept { brought_.clear(); }

  std::span<const std::shared_ptr<const Program>> libraries() const noexcept { return libraries_; }
  bool bring_sources() const noexcept { return !sources_.empty(); }

  /// Calls `f` with the pieces of a range; ranges in the order of the wire.
  template <class F>
  void each_piece(const Range& range, const RequestBuffer& bytes, F&& f);

 private:
  struct Source {
    Range call;
    const Program* program;
  };

  std::vector<std::shared_ptr<const Program>> libraries_;
  std::vector<const Program*> brought_;  ///< scripts, by calls that share the fate of the next
  std::vector<Source> sources_;
  std::size_t next_source_ = 0;
};

template <class F>
void ProgramCalls::each_piece(const Range& range, const RequestBuffer& bytes, F&& f) {
  std::size_t begin = range.begin;
  std::uint64_t first = range.first;
  for (; next_source_ < sources_.size(); ++next_source_) {
    const auto& [call, program] = sources_[next_source_];
    if (call.first < range.first || call.first >= range.last) break;
    // *5 $7 EVALSHA $40 sha1 | $1 1 $1 k ...
    const std::string_view request = bytes.view(call.begin, call.end);
    const std::size_t name = call.begin + request.find('\n') + 1;
    f(Piece{bytes.view(begin, name), static_cast<std::size_t>(call.first - first)});
    f(Piece{program->bringing, 0, true});
    f(Piece{bytes.view(name + kScriptNameBytes, call.end), 1, true});
    begin = call.end;
    first = call.last;
  }
  if (begin < range.end) f(Piece{bytes.view(begin, range.end), static_cast<std::size_t>(range.last - first)});
}

}  // namespace tributary::detail
