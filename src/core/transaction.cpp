#include "core/transaction.hpp"

#include "core/out_of_memory.hpp"
#include "resp/keep.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <new>

namespace tributary::detail {

namespace {

constexpr std::string_view kConflict =
    "a watched key was changed by somebody else, so nothing of the transaction was executed";

/// The error of a reply, or nothing.
std::string refusal_in(const ReplyView& reply, const char* without_memory) noexcept {
  try {
    return reply.is_error() ? std::string{reply.text()} : std::string{};
  } catch (const std::bad_alloc&) {
    return without_memory;
  }
}

}  // namespace

void Transaction::begin(const ReplyView& reply) noexcept {
  queued_.clear();
  multi_refusal_ = refusal_in(reply, kOutOfMemory);
}

void Transaction::queue(Slot& slot, std::size_t position, const ReplyView& reply) noexcept {
  queued_.push_back({&slot, position, reply.is_error(), refusal_in(reply, "")});
}

bool Transaction::can_end_with(const ReplyView& exec_reply) const noexcept {
  if (exec_reply.is_array()) return exec_reply.size() == queued_.size();
  return exec_reply.is_nil() || exec_reply.is_error();
}

void Transaction::execute(const ReplyView& reply, SlotSettler& settler) noexcept {
  settler.enter_transaction();
  if (reply.is_error()) {
    abort(reply.text(), settler);
  } else if (reply.is_nil()) {
    for (const Queued& queued : queued_)
      settler.fail_command(*queued.slot, ErrorKind::conflict, kConflict, queued.position);
  } else {
    auto result = reply.begin();
    for (const Queued& queued : queued_) {
      settler.settle(*queued.slot, *result, queued.position);
      ++result;
    }
  }
  queued_.clear();
}

std::string Transaction::reason_of(std::string_view exec_error, const Queued* cause) const {
  if (!multi_refusal_.empty()) {
    return fmt::format(
        "{} [MULTI was refused, so there was no transaction, and the command may have been executed alone]",
        multi_refusal_);
  }
  if (cause == nullptr) return std::string{exec_error};
  return fmt::format("EXECABORT nothing of the transaction was executed, because {} (command {}) was refused: {}",
                     cause->slot->command(), cause->position, cause->refusal);
}

/// Nothing was executed. What made it so is told by every command, not only that EXEC gave up.
void Transaction::abort(std::string_view exec_error, SlotSettler& settler) noexcept {
  const auto refused = std::ranges::find_if(queued_, &Queued::is_refused);
  const Queued* const cause = refused == queued_.end() ? nullptr : &*refused;
  std::string why;
  try {
    why = reason_of(exec_error, cause);
  } catch (const std::bad_alloc&) {  // each is told that there was no memory for it
  }
  if (multi_refusal_.empty() && cause != nullptr) settler.blame(*cause->slot, cause->refusal, cause->position);
  for (const Queued& queued : queued_) {
    const std::string& own = queued.is_refused ? queued.refusal : why;
    settler.fail_command(*queued.slot, ErrorKind::server, own, queued.position);
  }
}

void Transaction::fail(const std::shared_ptr<const ErrorInfo>& why, SlotSettler& settler) noexcept {
  for (const Queued& queued : queued_) settler.fail(*queued.slot, why, queued.position);
  queued_.clear();
}

void Transaction::clear() noexcept {
  multi_refusal_.clear();
  clear_and_trim(queued_);
}

}  // namespace tributary::detail
