#include "core/program_loads.hpp"

#include "core/out_of_memory.hpp"
#include "resp/quote.hpp"

#include <algorithm>
#include <new>

namespace tributary::detail {

void ProgramLoads::add(const std::shared_ptr<const Program>& program) {
  loads_.try_emplace(program.get(), Load{program, {}});
  due_.push_back(program.get());
}

namespace {

/// What the server answered, to be told later.
std::string kept_error(std::string_view error) noexcept {
  try {
    return escape_controls(error);
  } catch (const std::bad_alloc&) {
    return kOutOfMemory;
  }
}

}  // namespace

void ProgramLoads::answer(const ReplyView& reply) noexcept {
  std::string& error = loads_.at(due_[first_due_]).error;
  error = reply.is_error() ? kept_error(reply.text()) : std::string{};
  if (++first_due_ < due_.size()) return;
  due_.clear();
  first_due_ = 0;
}

void ProgramLoads::note_call(std::size_t position, const std::shared_ptr<const Program>& program) {
  // A stream may call for days. Who is forgotten fails all the same, and only does not know why.
  constexpr std::size_t kMost = 10'000;
  if (calls_.size() == kMost) calls_.erase(calls_.begin(), calls_.begin() + kMost / 2);
  calls_.push_back({position, program});
}

void ProgramLoads::note_error_of_source(std::size_t position, std::string_view error) noexcept {
  const Call* const call = call_at(position);
  if (call == nullptr) return;
  try {
    loads_.try_emplace(call->program.get(), Load{call->program, {}}).first->second.error = kept_error(error);
  } catch (const std::bad_alloc&) {  // who finds no script will not know why
  }
}

void ProgramLoads::take_back(std::size_t mark, std::size_t position) noexcept {
  due_.resize(mark);
  while (!calls_.empty() && calls_.back().position >= position) calls_.pop_back();
}

std::string ProgramLoads::why_unknown(std::size_t position) const {
  const Call* const call = call_at(position);
  if (call == nullptr) return {};
  const auto load = loads_.find(call->program.get());
  const bool has_error = load != loads_.end() && !load->second.error.empty();
  if (call->program->is_script()) {
    return has_error ? "its source was refused: " + load->second.error
                     : "the server has forgotten it since its source came, a moment ago";
  }
  return has_error ? "its library was not loaded: " + load->second.error
                   : "its library has been loaded and has no such function";
}

const ProgramLoads::Call* ProgramLoads::call_at(std::size_t position) const noexcept {
  const auto call = std::ranges::lower_bound(calls_, position, {}, &Call::position);
  return call == calls_.end() || call->position != position ? nullptr : &*call;
}

void ProgramLoads::forget_before(std::size_t position) noexcept {
  if (calls_.empty() || calls_.front().position >= position) return;
  calls_.erase(calls_.begin(), std::ranges::lower_bound(calls_, position, {}, &Call::position));
  if (calls_.empty() && due_.empty()) loads_.clear();
}

void ProgramLoads::clear() noexcept {
  if (loads_.empty() && calls_.empty()) return;
  loads_.clear();
  due_.clear();
  first_due_ = 0;
  calls_.clear();
}

}  // namespace tributary::detail
