// The life of a recorded command:
//
//   recorded        in a range of one context of the tree
//   handed up       its range was appended to the parent's: by the child's execute()
//   queued          its range has reached the queue of a lane: by recording at the root, or by handing up to it
//   sent, settled   by the executor, inside the root's execute(); streaming: in flush_when_due()
//   discarded       its context was destroyed or discarded before its execute()
#include <tributary/core/context.hpp>

#include <tributary/core/error.hpp>

#include "core/executor.hpp"
#include "core/lane.hpp"
#include "core/recording.hpp"
#include "core/thread_cache.hpp"
#include "core/transaction.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <memory>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace tributary::detail {

namespace {

/// Ends commands that will never be sent.
void discard_ranges(RangeList& ranges) noexcept {
  if (ranges.empty()) return;
  const RangeList dropped = ranges.take();
  Settlement settlement;
  SlotSettler settler{settlement};
  for (const Range& range : dropped.all()) {
    for (SlotCursor cursor{range}; !cursor.done();) settler.discard(cursor.next());
    range.lane->tape->release({&range, 1});
  }
}

/// What execute() throws: a failed connection before a failed command. Its outcome holds for the whole batch, of which
/// other connections may have done their part.
std::shared_ptr<const ErrorInfo> first_error(const Settlement& settlement) {
  const Failures& failures = settlement.failures;
  if (failures.first_transport == nullptr) return failures.first_command;
  auto whole = std::make_shared<ErrorInfo>(*failures.first_transport);
  whole->outcome =
      failures.not_sent == settlement.commands ? TransportOutcome::not_sent : TransportOutcome::maybe_applied;
  return whole;
}

constexpr ResultType kNoResult{nullptr, nullptr};

Batch batch_of(Lane& lane, const RangeList& ranges, Settlement& settlement) noexcept {
  return {lane.executor.get(), lane.tape.get(), ranges.all(), &settlement, lane.tape->wait_of(ranges.all())};
}

/// Records a command that nobody waits for.
Range record_around(Lane& lane, const CommandRow& row, Part part) {
  Tape& tape = *lane.tape;
  tape.slots.prepare();
  const std::size_t begin = tape.bytes.size();
  RequestBuffer& out = tape.bytes;
  out.commit(write_prefix(out.room(CommandPrefix::kCapacity + kMaxHeader), row.prefix, 0));
  const SlotHandle slot{tape.slots.issue(kNoResult, &row)};
  const std::uint64_t sequence = tape.recorded++;
  return {&lane, sequence, sequence + 1, begin, out.size(), &*slot, part};
}

/// A call that was not executed as it is sent again: a script with its source, so that it needs nothing of the server.
Range repeated(Tape& tape, const Tape::Call& call) {
  Range range = call.range;
  if (!call.program->is_script()) {
    SlotIssuer::set_row(*range.slot, kFinalFunctionCall);
    return range;
  }
  SlotIssuer::set_row(*range.slot, kWholeScriptCall);
  // With a sequence number of its own, or what is recorded next would look like the continuation of a range before it.
  range.first = tape.recorded++;
  range.last = tape.recorded;
  const std::string request{tape.bytes.view(range.begin, range.end)};
  const std::size_t header = request.find('\n') + 1;
  const std::size_t keys = header + fmt::formatted_size("$7\r\nEVALSHA\r\n$40\r\n{}\r\n", call.program->sha1);
  const std::string& source = call.program->source;
  range.begin = tape.bytes.size();
  tape.bytes.append(fmt::format("{}$4\r\nEVAL\r\n${}\r\n{}\r\n{}", request.substr(0, header), source.size(), source,
                                request.substr(keys)));
  range.end = tape.bytes.size();
  tape.release({&range, 1});
  return range;
}

/// Batches whose executors can work at the same time go in one run.
void run_together(std::span<Batch> batches) noexcept {
  while (!batches.empty()) {
    Executor& executor = *batches.front().executor;
    const auto rest = std::stable_partition(batches.begin(), batches.end(), [&executor](const Batch& batch) {
      return executor.runs_together_with(*batch.executor);
    });
    const auto group = static_cast<std::size_t>(rest - batches.begin());
    executor.run(batches.first(group));
    batches = batches.subspan(group);
  }
}

}  // namespace

Lane::Lane(std::string_view connection, std::shared_ptr<Executor> to) noexcept
    : name{connection}, executor{std::move(to)} {}

Lane::~Lane() {
  stream.reset();
  if (tape != nullptr) release_tape(std::move(tape));
}

struct Context::Root {
  Root(const Connections* names, std::string_view name, std::shared_ptr<Executor> executor) noexcept;
  ~Root();
  Root(const Root&) = delete;
  Root& operator=(const Root&) = delete;

  Lane& lane(std::string_view name);
  void resolve(Lane& lane) const;
  bool is_idle();
  std::shared_ptr<Stream> stream_to(const Executor* executor);
  template <class F>
  void for_each_lane(F&& f) {
    f(main);
    for (std::size_t i = 0; i < others.size(); ++i) f(*others[i]);  // NOLINT(modernize-loop-convert): f may add lanes
  }

  std::optional<Connections> registry;
  std::unique_ptr<Settlement> streamed;  ///< of the lanes that have begun to send
  Lane main;
  std::vector<std::unique_ptr<Lane>> others;  ///< in the order in which their names were first used
  std::vector<Lane*> by_name;                 ///< the same, sorted
  Watch* watch = nullptr;                     ///< of the execute() whose continuations or callbacks are running
};

/// One execute() of a root while its continuations and callbacks run, which may execute it again, or end its context.
class Context::Watch {
 public:
  explicit Watch(Root& root) noexcept : root_{root}, outer_{std::exchange(root.watch, this)} {}
  ~Watch() {
    if (!gone_) root_.watch = outer_;
  }
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  /// The context was destroyed.
  bool gone() const noexcept { return gone_; }
  /// What is to be called: that of the outermost execute() first, those of one within it behind.
  CallbackList& due() noexcept { return outer_ != nullptr ? outer_->due() : due_; }

 private:
  friend struct Root;

  Root& root_;
  Watch* outer_;
  bool gone_ = false;
  CallbackList due_;
};

Context::Root::Root(const Connections* names, std::string_view name, std::shared_ptr<Executor> executor) noexcept
    : main{name, std::move(executor)} {
  if (names != nullptr) registry = *names;
}

Context::Root::~Root() {
  for (Watch* each = watch; each != nullptr; each = each->outer_) each->gone_ = true;
  // A stream settles the slots of every lane that shares it, so it ends before the first of their tapes.
  for_each_lane([](Lane& lane) { lane.stream.reset(); });
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
  by_name.insert(by_name.begin() + index, &added);
  return added;
}

/// Looks the name up anew for each execute; a stream keeps its client until it is finished.
void Context::Root::resolve(Lane& lane) const {
  if (registry && lane.stream == nullptr) lane.executor = DeploymentAccess::find(*registry, lane.name);
}

bool Context::Root::is_idle() {
  bool idle = true;
  for_each_lane([&idle](const Lane& lane) { idle = idle && (lane.tape == nullptr || lane.tape->guard.is_idle()); });
  return idle;
}

/// The stream that a lane of the same client has opened, or null: a second one would wait for a second connection.
std::shared_ptr<Stream> Context::Root::stream_to(const Executor* executor) {
  std::shared_ptr<Stream> found;
  for_each_lane([&](Lane& lane) {
    if (lane.stream != nullptr && lane.executor.get() == executor) found = lane.stream;
  });
  return found;
}

Context::Context(std::shared_ptr<Executor> executor, const PipelineOptions& options)
    : flush_every_{options.flush_every} {
  begin_lists();
  become_root(nullptr, {}, std::move(executor));
}

Context::Context(const Connections& connections, std::string_view name, const PipelineOptions& options)
    : flush_every_{options.flush_every} {
  begin_lists();
  become_root(&connections, name, nullptr);
}

Context::Context(Context& parent, std::string_view connection) : parent_{&parent} {
  begin_lists();
  parent.require_alive();
  Context* root = &parent;
  while (root->parent_ != nullptr) root = root->parent_;
  Lane& lane = connection.empty() ? *parent.lane_ : root->root_->lane(connection);
  for (const Context* context = &parent; context != nullptr; context = context->parent_) {
    if (context->atomic_ && context->lane_ != &lane) {
      throw UsageError{fmt::format(
          "a transaction is executed by one server: a context of \"{}\" cannot be nested in an atomic one of \"{}\"",
          lane.name, context->lane_->name)};
    }
  }
  lane_ = &lane;
  enter_parent();
}

void Context::make_atomic() noexcept {
  for (const Context* context = parent_; context != nullptr; context = context->parent_) {
    if (context->atomic_) return;
  }
  atomic_ = true;
}

void Context::begin(const std::shared_ptr<Executor>& executor, const PipelineOptions& options) {
  if (parent_ != nullptr) parent_->require_alive();
  flush_every_ = options.flush_every;
  become_root(nullptr, {}, executor);
}

void Context::become_root(const Connections* registry, std::string_view name, std::shared_ptr<Executor> executor) {
  static_assert(sizeof(Root) <= kRootBytes && alignof(Root) <= alignof(void*));
  root_ = ::new (root_storage_) Root{registry, name, std::move(executor)};
  lane_ = &root_->main;
  own_ = &lane_->queue;
}

void Context::end() noexcept {
  if (first_child_ != nullptr) orphan_children();
  discard();
  if (parent_ != nullptr) leave_parent();
  if (root_ != nullptr) std::destroy_at(root_);
  std::destroy_at(&callbacks_);
  std::destroy_at(&ranges_);
}

void Context::leave_parent() noexcept {
  if (parent_->first_child_ == this) {
    parent_->first_child_ = next_sibling_;
  } else {
    previous_sibling_->next_sibling_ = next_sibling_;
    if (next_sibling_ != nullptr) next_sibling_->previous_sibling_ = previous_sibling_;
  }
}

/// Children that outlive their parent have nobody to hand up to, and their lanes may be going: they become errors.
void Context::orphan_children() noexcept {
  while (first_child_ != nullptr) {
    Context& child = *first_child_;
    child.leave_parent();  // first, as discarding it may end a sibling
    child.orphan_children();
    child.discard();
    child.lane_ = nullptr;
    child.parent_ = nullptr;
  }
}

void Context::require_alive() const {
  if (lane_ == nullptr) {
    throw UsageError{"the context that this one is nested in is gone, and what was recorded here was discarded"};
  }
}

bool Recording::is_atomic(const Context& context) noexcept {
  const Context* outer = &context;
  while (outer->parent_ != nullptr && !outer->atomic_) outer = outer->parent_;
  return outer->atomic_;
}

bool Recording::may_repeat(const Context& context) noexcept {
  const Context* root = &context;
  while (root->parent_ != nullptr) root = root->parent_;
  return root->flush_every_ == 0 && !is_atomic(context);
}

Tape& Context::open_tape() {
  require_alive();
  if (lane_->tape == nullptr) lane_->tape = acquire_tape();
  return *lane_->tape;
}

bool Context::knows_names() const noexcept {
  const Context* root = this;
  while (root->parent_ != nullptr) root = root->parent_;
  return root->root_ != nullptr && root->root_->registry.has_value();
}

std::size_t Context::size() const noexcept {
  std::uint64_t count = ranges_.commands();
  if (root_ != nullptr) {
    count += root_->main.queue.commands();
    for (const auto& lane : root_->others) count += lane->queue.commands();
  }
  return count;
}

void Context::discard() noexcept {
  discard_ranges(ranges_);
  if (root_ != nullptr) root_->for_each_lane([](Lane& lane) { discard_ranges(lane.queue); });
  if (callbacks_.empty()) return;
  CallbackList dropped;  // one of them may own this context
  dropped.splice(callbacks_);
}

/// While a batch is on its way, or a part of it is sent, nothing is recorded for it: the bytes stay where they are, and
/// the codecs that read its replies are told so.
class Context::Executing {
 public:
  explicit Executing(Root& root) : root_{root} {
    try {
      root.for_each_lane([this](Lane& lane) {
        if (lane.tape != nullptr) lane.tape->guard.enter(TapeGuard::kExecute);
        ++entered_;
      });
    } catch (...) {
      leave();
      throw;
    }
  }
  ~Executing() { leave(); }
  Executing(const Executing&) = delete;
  Executing& operator=(const Executing&) = delete;

 private:
  void leave() noexcept {
    root_.for_each_lane([this](Lane& lane) {
      if (entered_ == 0) return;
      --entered_;
      if (lane.tape != nullptr) lane.tape->guard.leave();
    });
  }

  Root& root_;
  std::size_t entered_ = 0;
};

/// Execution begins between two commands, not within one.
void Context::require_idle() const {
  const auto require = [](const Lane& lane) {
    if (lane.tape != nullptr) lane.tape->guard.require_idle(TapeGuard::kExecute);
  };
  if (root_ != nullptr) {
    root_->for_each_lane(require);
  } else if (atomic_) {
    require(*lane_);
  }
}

std::size_t Context::execute_slowly(Errors errors) {
  require_alive();
  require_idle();
  if (root_ != nullptr) resolve_lanes();
  if (atomic_) enclose_transaction();
  if (root_ != nullptr) return run(errors);
  hand_up();
  return 0;
}

/// A name that nobody knows is found before anything is sent, and leaves the context as it was.
void Context::resolve_lanes() const {
  root_->for_each_lane([this](Lane& lane) {
    if (!lane.queue.empty()) root_->resolve(lane);
  });
}

/// MULTI before what was recorded, and EXEC behind it: what counts is the order of the ranges. MULTI is recorded last
/// of all, so that no later command looks like the continuation of the range that holds EXEC.
void Context::enclose_transaction() {
  if (own_->empty()) return;
  if (lane_->executor != nullptr) lane_->executor->require_transactions();
  const Range exec = record_around(*lane_, kExec, Part::exec);
  const Range multi = record_around(*lane_, kMulti, Part::multi);
  RangeList enclosed;
  enclosed.push(multi);
  for (Range range : own_->all()) {
    range.part = Part::queued;
    enclosed.join(range);
  }
  enclosed.push(exec);
  *own_ = std::move(enclosed);
}

void Context::hand_up() {
  // A root keeps a queue for each lane; what was handed up to here may be for several.
  for (const Range& range : ranges_.all())
    (parent_->root_ != nullptr ? range.lane->queue : parent_->ranges_).join(range);
  ranges_.clear();
  if (!callbacks_.empty()) parent_->callbacks_.splice(callbacks_);
  if (parent_->flush_every_ == 0) return;
  parent_->root_->for_each_lane([this](Lane& lane) { parent_->flush_when_due(lane); });
}

std::size_t Context::run(Errors errors) {
  std::unique_ptr<Settlement> streamed;
  Settlement local;
  Settlement* settlement = &local;
  {
    const Executing executing{*root_};
    streamed = std::move(root_->streamed);
    if (streamed != nullptr) settlement = streamed.get();
    run_lanes(*settlement);
  }
  // From here on continuations and callbacks run, which may end this context.
  Watch watch{*root_};
  CallbackList own;
  own.splice(callbacks_);
  settlement->ready.run();

  const std::size_t failed = settlement->failures.count;
  if (failed > 0 && errors == Errors::raise) {
    if (!watch.gone()) own.splice(callbacks_);
    own.clear();
    raise(first_error(*settlement), failed);
  }
  watch.due().splice(own);
  run_callbacks(watch);
  return failed;
}

void Context::run_lanes(Settlement& settlement) {
  Batch only;
  std::vector<Batch> several;
  root_->for_each_lane([&](Lane& lane) {
    if (lane.queue.empty()) return;
    if (lane.stream == nullptr && flush_every_ != 0) lane.stream = root_->stream_to(lane.executor.get());
    lane.leaving = lane.queue.take();
    settlement.commands += lane.leaving.commands();
    const Batch batch = batch_of(lane, lane.leaving, settlement);
    if (lane.stream != nullptr) {
      lane.stream->send(batch);
    } else if (only.executor == nullptr) {
      only = batch;
    } else {
      several.push_back(batch);
    }
  });
  if (several.empty()) {
    if (only.executor != nullptr) only.executor->run({&only, 1});
  } else {
    several.insert(several.begin(), only);
    run_together(several);
  }
  if (!settlement.forgotten.empty()) call_again(settlement);
  root_->for_each_lane([](Lane& lane) {
    if (lane.stream != nullptr) {
      if (lane.stream.use_count() == 1) lane.stream->finish();
      lane.stream.reset();
    } else if (!lane.leaving.empty()) {
      lane.tape->release(lane.leaving.all());
    }
    lane.leaving.clear();
  });
}

/// Calls of programs that a server did not have were not executed: they follow now, in their order, scripts with their
/// source. Nothing is set aside a second time.
void Context::call_again(Settlement& settlement) {
  std::unordered_map<const Slot*, std::size_t> positions;
  for (const ForgottenCall& call : std::exchange(settlement.forgotten, {})) positions.emplace(call.slot, call.position);
  std::vector<Range> ranges;
  std::vector<Batch> batches;
  ranges.reserve(positions.size());  // batches point to them
  root_->for_each_lane([&](Lane& lane) {
    if (lane.leaving.empty()) return;
    std::unordered_set<const Program*> libraries;
    lane.tape->for_each_call(lane.leaving.all(), [&](const Tape::Call& call) {
      const auto forgotten = positions.find(call.range.slot);
      if (forgotten == positions.end()) return;
      ranges.push_back(repeated(*lane.tape, call));
      batches.push_back({.executor = lane.executor.get(),
                         .tape = lane.tape.get(),
                         .ranges = {&ranges.back(), 1},
                         .settlement = &settlement,
                         .position = forgotten->second,
                         .load_programs = libraries.insert(call.program.get()).second});
    });
  });
  run_together(batches);
}

void Context::run_callbacks(Watch& watch) {
  std::exception_ptr first;
  while (const auto callback = next_callback(watch)) {
    try {
      callback->run();
    } catch (...) {
      if (first == nullptr) first = std::current_exception();
    }
  }
  if (first != nullptr) std::rethrow_exception(first);
}

/// Those that the ones before it have registered come last.
std::unique_ptr<Callback> Context::next_callback(Watch& watch) noexcept {
  if (!watch.gone()) watch.due().splice(callbacks_);
  return watch.due().pop();
}

/// Sends what a lane has recorded if that is enough. A name that is not known yet is left for execute() to complain
/// about.
void Context::flush_when_due(Lane& lane) {
  if (lane.queue.commands() < flush_every_ || !root_->is_idle()) return;
  if (lane.stream == nullptr) {
    try {
      root_->resolve(lane);
    } catch (const UnknownConnection&) {
      return;
    }
    if (root_->streamed == nullptr) root_->streamed = std::make_unique<Settlement>();
    lane.stream = root_->stream_to(lane.executor.get());
    if (lane.stream == nullptr) lane.stream = lane.executor->open_stream(*root_->streamed);
    if (lane.stream == nullptr) return;
  }
  const Executing executing{*root_};
  const RangeList leaving = lane.queue.take();
  root_->streamed->commands += leaving.commands();
  lane.stream->send(batch_of(lane, leaving, *root_->streamed));
}

}  // namespace tributary::detail
