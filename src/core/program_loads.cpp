#include "core/program_loads.hpp"

#include "resp/quote.hpp"

#include <algorithm>

namespace tributary::detail {

void ProgramLoads::add(const std::shared_ptr<const Program>& program) {
  loads_.try_emplace(program.get(), Load{program, {}});
  due_.push_back(program.get());
}

void ProgramLoads::answer(const ReplyView& reply) {
  std::string& error = loads_.at(due_[first_due_]).error;
  error = reply.is_error() ? escape_controls(reply.text()) : std::string{};
  if (++first_due_ < due_.size()) return;
  due_.clear();
  first_due_ = 0;
}

void ProgramLoads::note_call(std::size_t position, const Program& program) {
  // A stream may call for days. Who is forgotten fails all the same, and only does not know why.
  constexpr std::size_t kMost = 10'000;
  if (calls_.size() == kMost) calls_.erase(calls_.begin(), calls_.begin() + kMost / 2);
  calls_.push_back({position, &program});
}

std::string_view ProgramLoads::error_of_call(std::size_t position) const noexcept {
  const auto call = std::ranges::lower_bound(calls_, position, {}, &Call::position);
  if (call == calls_.end() || call->position != position) return {};
  const auto load = loads_.find(call->program);
  return load == loads_.end() ? std::string_view{} : std::string_view{load->second.error};
}

void ProgramLoads::clear() noexcept {
  if (loads_.empty() && calls_.empty()) return;
  loads_.clear();
  due_.clear();
  first_due_ = 0;
  calls_.clear();
}

}  // namespace tributary::detail
