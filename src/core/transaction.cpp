#include "core/transaction.hpp"

#include "core/server_error.hpp"
#include "resp/keep.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>

namespace tributary::detail {

namespace {

ErrorInfo conflict() {
  ErrorInfo info;
  info.kind = ErrorKind::conflict;
  info.message = "a watched key was changed by somebody else, so nothing of the transaction was executed";
  return info;
}

}  // namespace

void Transaction::begin(const ReplyView& reply) {
  queued_.clear();
  refused_ = 0;
  multi_refusal_ = reply.is_error() ? std::string{reply.text()} : std::string{};
}

void Transaction::queue(Slot& slot, std::size_t position, const ReplyView& reply) {
  queued_.push_back({&slot, position, reply.is_error() ? std::string{reply.text()} : std::string{}});
  if (reply.is_error()) ++refused_;
}

bool Transaction::can_end_with(const ReplyView& exec_reply) const noexcept {
  if (exec_reply.is_array()) return exec_reply.size() == queued_.size();
  return exec_reply.is_nil() || exec_reply.is_error();
}

void Transaction::execute(const ReplyView& reply, SlotSettler& settler) noexcept {
  if (reply.is_error()) {
    abort(reply.text(), settler);
  } else if (reply.is_nil()) {
    for (const Queued& queued : queued_) settler.fail_command(*queued.slot, conflict(), queued.position);
  } else {
    auto result = reply.begin();
    for (const Queued& queued : queued_) {
      settler.settle(*queued.slot, *result, queued.position);
      ++result;
    }
  }
  queued_.clear();
}

/// Nothing was executed. What made it so is told by every command, not only that EXEC gave up.
void Transaction::abort(std::string_view exec_error, SlotSettler& settler) noexcept {
  const auto cause = std::ranges::find_if(queued_, [](const Queued& queued) { return !queued.refusal.empty(); });
  std::string why{exec_error};
  if (!multi_refusal_.empty()) {
    why =
        fmt::format("{} [MULTI was refused, so there was no transaction, and the command may have been executed alone]",
                    multi_refusal_);
  } else if (cause != queued_.end()) {
    why = fmt::format("EXECABORT nothing of the transaction was executed, because {} (command {}) was refused: {}",
                      cause->slot->command(), cause->position, cause->refusal);
    settler.blame(*cause->slot, server_error(cause->refusal), cause->position);
  }
  for (const Queued& queued : queued_) {
    settler.fail_command(*queued.slot, server_error(queued.refusal.empty() ? why : queued.refusal), queued.position);
  }
}

void Transaction::fail(const ErrorInfo& info, SlotSettler& settler) noexcept {
  for (const Queued& queued : queued_) settler.fail(*queued.slot, info, queued.position);
  queued_.clear();
}

void Transaction::clear() noexcept {
  multi_refusal_.clear();
  clear_and_trim(queued_);
}

}  // namespace tributary::detail
