#include "core/root.hpp"

#include <tributary/core/error.hpp>

#include "core/context_watch.hpp"
#include "core/executor.hpp"
#include "core/thread_cache.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <utility>

namespace tributary::detail {

namespace {

/// Threads take numbers in blocks, so that they do not meet here for each context.
std::uint64_t new_batch() noexcept {
  constexpr std::uint64_t kBlock = 1 << 16;
  static constinit std::atomic<std::uint64_t> blocks{1};
  static thread_local constinit std::uint64_t t_next = 0;
  if (t_next % kBlock == 0) t_next = blocks.fetch_add(1, std::memory_order_relaxed) * kBlock;
  return t_next++;
}

}  // namespace

Context::Root::Root(const Connections* names, std::string_view name, std::shared_ptr<Executor> executor)
    : main{name, std::move(executor)} {
  if (names != nullptr) registry = *names;
}

Context::Root::~Root() {
  if (watch != nullptr) watch->end_context();
  if (started != nullptr) started->drop();
  // A stream settles slots, so it ends before what they are settled in.
  for_each_lane([](Lane& lane) { lane.stream.reset(); });
  if (tape != nullptr) release_tape(std::move(tape));
}

Lane& Context::Root::lane(std::string_view name) {
  if (name == main.name) return main;
  const auto at =
      std::ranges::lower_bound(by_name, name, {}, [](const Lane* lane) { return std::string_view{lane->name}; });
  if (at != by_name.end() && (*at)->name == name) return **at;
  if (!registry) {
    throw UsageError{fmt::format(
        "a context of one client has no connection \"{}\": make the outermost context from Connections", name)};
  }
  const auto index = at - by_name.begin();
  by_name.reserve(by_name.size() + 1);
  Lane& added = *others.emplace_back(std::make_unique<Lane>(name, nullptr));
  added.tape = tape.get();
  by_name.insert(by_name.begin() + index, &added);
  return added;
}

Tape& Context::Root::open_tape() {
  if (tape == nullptr) {
    tape = acquire_tape();
    if (batch == 0) batch = new_batch();
    tape->slots.begin_batch(batch);
    for_each_lane([this](Lane& lane) { lane.tape = tape.get(); });
  }
  return *tape;
}

void Context::Root::begin_batch() noexcept {
  batch = new_batch();
  if (tape != nullptr) tape->slots.begin_batch(batch);
}

template <class F>
void Context::Root::for_each_kept(const Context& tree, F&& f) {
  for (Context* child = tree.first_child_; child != nullptr; child = child->next_sibling_) {
    for (Range& range : child->ranges_.all()) f(range);
    for_each_kept(*child, f);
  }
}

std::unique_ptr<Tape> Context::Root::prepare_next_tape(const Context& tree) const {
  std::size_t kept = 0;
  for_each_kept(tree, [&kept](const Range& range) { kept += range.end - range.begin; });
  if (kept == 0) return nullptr;
  std::unique_ptr<Tape> next = acquire_tape();
  next->bytes.room(kept);
  next->waits.reserve(tape->waits.size());
  next->calls.reserve(tape->calls.size());
  return next;
}

std::unique_ptr<Tape> Context::Root::leave_tape(Context& tree, std::unique_ptr<Tape> next) noexcept {
  std::unique_ptr<Tape> left = std::exchange(tape, std::move(next));
  for_each_lane([this](Lane& lane) { lane.tape = tape.get(); });
  if (tape != nullptr) tape->slots.begin_batch(batch);
  for_each_kept(tree, [&](Range& range) { tape->adopt(range, *left); });
  return left;
}

/// Anew for each execute; a stream keeps its client until it is finished.
void Context::Root::resolve(Lane& lane) const {
  if (registry && lane.stream == nullptr) lane.executor = DeploymentAccess::find(*registry, lane.name);
}

void Context::Root::resolve_queue(bool is_atomic) {
  if (!registry || queue.empty()) return;
  if (is_atomic) resolve(main);  // MULTI and EXEC will be its commands
  const Lane* last = nullptr;
  const Lane* of_transaction = &main;
  bool starts = false;
  for (const Range& range : queue.all()) {
    if (range.lane != last) resolve(*range.lane);
    if (last == nullptr) starts = range.lane->executor->starting() != nullptr;
    if (starts != (range.lane->executor->starting() != nullptr)) {
      throw UsageError{fmt::format(
          "a batch is executed by clients that all block or all are asynchronous, and \"{}\" and \"{}\" are not: its "
          "executor would stand still while the blocking one waits",
          last->name, range.lane->name)};
    }
    last = range.lane;
    if (range.part == Part::multi) of_transaction = range.lane;
    const bool belongs_to_it = is_atomic || range.part == Part::queued;
    if (belongs_to_it && range.lane->executor != of_transaction->executor) {
      throw UsageError{
          fmt::format("a transaction is executed by one server, and \"{}\" and \"{}\" are no longer one client",
                      of_transaction->name, range.lane->name)};
    }
  }
}

bool Context::Root::same_client(const Lane& a, const Lane& b) const {
  return &a == &b ||
         (registry && DeploymentAccess::find(*registry, a.name) == DeploymentAccess::find(*registry, b.name));
}

std::shared_ptr<Stream> Context::Root::stream_to(const Executor* executor) {
  std::shared_ptr<Stream> found;
  for_each_lane([&](Lane& lane) {
    if (lane.stream != nullptr && lane.executor.get() == executor) found = lane.stream;
  });
  return found;
}

bool Context::Root::open_streams() {
  try {
    resolve_queue(false);
  } catch (const RedisError&) {
    return false;  // left for execute() to complain about
  }
  for (const Range& range : queue.all()) {
    Lane& lane = *range.lane;
    if (lane.stream == nullptr) lane.stream = stream_to(lane.executor.get());
    if (lane.stream == nullptr) lane.stream = lane.executor->open_stream();
    if (lane.stream == nullptr) return false;
  }
  return true;
}

void Context::Root::share_streams() {
  for (const Range& range : queue.all()) {
    if (range.lane->stream == nullptr) range.lane->stream = stream_to(range.lane->executor.get());
  }
}

bool Context::Root::advance_streams(const ExecuteLimits& limits) noexcept {
  bool has_more = false;
  for_each_lane([&](Lane& lane) { has_more |= lane.stream != nullptr && lane.stream->advance(limits); });
  return has_more;
}

void Context::Root::finish_streams(const ExecuteLimits& limits) noexcept {
  for_each_lane([&limits](Lane& lane) {
    if (lane.stream == nullptr) return;
    if (lane.stream.use_count() == 1) lane.stream->finish(limits);
    lane.stream.reset();
  });
}

}  // namespace tributary::detail
