#pragma once

#include "core/lane.hpp"
#include "core/tape.hpp"

#include <chrono>
#include <cstddef>
#include <memory>
#include <string_view>
#include <utility>

namespace tributary::detail {

/// One command while it is being written to the tape. Unless it is finished, nothing was recorded.
///
/// For commands whose arguments are written by the library alone; see GuardedRecording.
class Recording {
 public:
  /// `verb`: of the command; it outlives this. UsageError when the context's root is gone, and when a command is being
  /// written to the tape already.
  Recording(Context& context, const std::string_view& verb)
      : context_{context},
        tape_{context.lane_ != nullptr && context.lane_->tape != nullptr ? *context.lane_->tape : context.open_tape()},
        begin_{tape_.bytes.size()} {
    tape_.guard.pass(verb);
  }
  ~Recording() {
    if (!finished_) drop();
  }
  Recording(const Recording&) = delete;
  Recording& operator=(const Recording&) = delete;

  RequestBuffer& out() noexcept { return tape_.bytes; }

  /// The command keeps the server from answering for at most `time`.
  void blocks_for(std::chrono::milliseconds time) { tape_.waits.push_back({tape_.recorded, time}); }

  /// The command calls a program, which the server must have.
  void needs(std::shared_ptr<const Program> program) {
    tape_.calls.push_back(
        {std::move(program), {context_.lane_, tape_.recorded, tape_.recorded + 1, begin_, 0, nullptr}});
  }
  /// Records the command that was written to out(); the slot comes with one handle.
  Slot* finish(const ResultType& type, const CommandRow* row) {
    tape_.slots.prepare();
    Range& range = current_range();
    Slot* slot = tape_.slots.issue_prepared(type, row);
    if (range.first == range.last) range.slot = slot;
    range.last = ++tape_.recorded;
    range.end = tape_.bytes.size();
    finished_ = true;
    if (!tape_.calls.empty()) note_call(*slot);
    tape_.guard.passed();
    return slot;
  }

  /// To be called when the slot is in safe hands: a streaming root may send now.
  void flush_when_due() {
    if (context_.flush_every_ != 0) context_.flush_when_due();
  }

 protected:
  TapeGuard& guard() noexcept { return tape_.guard; }
  bool finished() const noexcept { return finished_; }

 private:
  void drop() noexcept {
    tape_.guard.passed();
    tape_.bytes.truncate(begin_);
    if (!tape_.waits.empty() && tape_.waits.back().command == tape_.recorded) tape_.waits.pop_back();
    if (!tape_.calls.empty() && tape_.calls.back().range.first == tape_.recorded) tape_.calls.pop_back();
  }

  void note_call(Slot& slot) noexcept {
    Range& call = tape_.calls.back().range;
    if (call.last != tape_.recorded) return;
    call.end = tape_.bytes.size();
    call.slot = &slot;
  }

  /// The range that ends where the tape ends, or a new one.
  Range& current_range() {
    RangeList& own = *context_.own_;
    if (own.empty() || own.back().last != tape_.recorded || own.back().lane != context_.lane_) {
      own.push({context_.lane_, tape_.recorded, tape_.recorded, begin_, begin_, nullptr});
    }
    return own.back();
  }

  Context& context_;
  Tape& tape_;
  std::size_t begin_;
  bool finished_ = false;
};

/// One command while codecs or ranges of others write it, which may try to record, too.
class GuardedRecording : public Recording {
 public:
  GuardedRecording(Context& context, const std::string_view& verb) : Recording{context, verb}, verb_{verb} {
    guard().enter(verb);
  }
  ~GuardedRecording() {
    if (!finished()) guard().leave();
  }
  GuardedRecording(const GuardedRecording&) = delete;
  GuardedRecording& operator=(const GuardedRecording&) = delete;

  Slot* finish(const ResultType& type, const CommandRow* row) {
    guard().require_undisturbed(verb_);
    Slot* slot = Recording::finish(type, row);
    guard().leave();
    return slot;
  }

 private:
  const std::string_view& verb_;
};

}  // namespace tributary::detail
