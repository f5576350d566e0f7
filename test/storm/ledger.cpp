#include "ledger.hpp"

#include <tributary/commands/commands.hpp>
#include <tributary/commands/pipeline_context.hpp>
#include <tributary/commands/script.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <exception>
#include <memory>
#include <utility>

namespace tributary::storm {

namespace {

constexpr double kMostCommands = 400;
constexpr double kLongestText = 256 << 10;
constexpr std::size_t kMostCalls = 20;
constexpr int kDeepest = 3;

std::uint64_t number(const std::string& text) {
  std::uint64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

/// Redis counts bits from the most significant one of the first byte.
bool bit_of(const std::string& bytes, std::size_t n) noexcept {
  return n / 8 < bytes.size() && ((static_cast<unsigned char>(bytes[n / 8]) >> (7 - n % 8)) & 1) != 0;
}

/// Somebody forgets all scripts now and then.
const Script<std::int64_t>& incr_script() {
  static const Script<std::int64_t> script{"return redis.call('INCR', KEYS[1])"};
  return script;
}

/// What a client that executes at once throws is put into a result, where a context would have left it.
template <class F>
auto outcome_of(F call) -> decltype(call()) {
  try {
    return call();
  } catch (const ResultError&) {
    decltype(call()) failed;
    failed.set_exception(std::current_exception());
    return failed;
  }
}

std::shared_ptr<const ErrorInfo> error_of(std::shared_ptr<const ErrorInfo> error) {
  if (error != nullptr && error->exception != nullptr) {
    try {
      std::rethrow_exception(error->exception);
    } catch (const ResultError& thrown) {
      return std::make_shared<ErrorInfo>(thrown.info());
    }
  }
  return error;
}

}  // namespace

Ledger::Ledger(std::string worker, std::uint32_t seed)
    : worker_{std::move(worker)},
      random_{seed},
      counters_{{{worker_ + ":plain"},
                 {worker_ + ":streaming"},
                 {worker_ + ":atomic"},
                 {worker_ + ":nested"},
                 {worker_ + ":second"},
                 {worker_ + ":calls"},
                 {worker_ + ":watched"}}} {}

Form Ledger::next_form(std::span<const Form> known) { return known[up_to(known.size()) - 1]; }

std::size_t Ledger::next_flush(Form form) {
  const bool streams = form == Form::streaming || (form == Form::several && once_in(2));
  return streams ? up_to(50) : 0;
}

void Ledger::record(PipelineContext& root, Form form) {
  ++tally_.batches;
  has_long_texts_ = once_in(8);
  std::size_t left = of_any_magnitude(kMostCommands);
  if (form == Form::atomic) {
    record_transaction(root, Stretch::atomic, left);
    return;
  }
  const Stretch own = form == Form::streaming ? Stretch::streaming : Stretch::plain;
  while (left > 0) {
    const std::size_t commands = up_to(left);
    left -= commands;
    if (form == Form::several && once_in(2)) {
      PipelineContext second{root, kSecondConnection};
      record_stretch(second, Stretch::second, commands);
      second.execute();
    } else if (once_in(3)) {
      record_nested(root, Stretch::nested, commands, 1);
    } else if (once_in(6)) {
      PipelineContext transaction{root, atomically};
      record_transaction(transaction, Stretch::atomic, commands);
      transaction.execute();
    } else {
      record_stretch(root, own, commands);
    }
  }
}

void Ledger::call(Commands& client) {
  ++tally_.batches;
  has_long_texts_ = once_in(8);
  record_stretch(client, Stretch::calls, up_to(kMostCalls));
}

const std::string& Ledger::watched_key() const noexcept {
  return counters_[static_cast<std::size_t>(Stretch::watched)].key;
}

void Ledger::read_and_record(Commands& read, PipelineContext& write) {
  ++tally_.batches;
  may_be_discarded_ = true;
  record_transaction(write, Stretch::watched, of_any_magnitude(kMostCommands));
  const Counter& counter = counter_of(Stretch::watched);
  const std::int64_t value = read.get<std::int64_t>(counter.key)->value_or(0);
  const auto text = [&] { return fmt::format("{} is read as {} after {}", counter.key, value, counter.last); };
  if (value < counter.last) tally_.complain(&Tally::lost, text());
  if (value > static_cast<std::int64_t>(counter.confirmed + counter.maybe_applied)) {
    tally_.complain(&Tally::doubled, text());
  }
}

void Ledger::record_nested(Commands& parent, Stretch stretch, std::size_t commands, int depth) {
  PipelineContext pipe{parent};
  const std::size_t inner = depth < kDeepest && once_in(2) ? up_to(commands) : 0;
  record_stretch(pipe, stretch, commands - inner);
  if (inner > 0) record_nested(pipe, stretch, inner, depth + 1);
  pipe.execute();
}

void Ledger::record_transaction(PipelineContext& context, Stretch stretch, std::size_t commands) {
  const std::size_t first = marks_.size();
  const std::size_t inner = up_to(commands + 1) - 1;
  record_stretch(context, stretch, commands - inner);
  if (inner > 0) record_nested(context, stretch, inner, 1);
  if (marks_.size() > first) transactions_.push_back({first, marks_.size() - first});
}

void Ledger::record_stretch(Commands& redis, Stretch stretch, std::size_t commands) {
  Counter& counter = counter_of(stretch);
  for (; commands > 0; --commands) {
    switch (up_to(3)) {
      case 1: increments_.push_back({&counter, increment(redis, counter)}); break;
      case 2: {
        std::string text = next_text();
        auto value = outcome_of([&] { return redis.echo(text); });
        echoes_.push_back({std::move(text), std::move(value)});
        break;
      }
      default: {
        const std::size_t id = marks_.size();
        marks_.push_back(Fate::recorded);
        const auto bit = static_cast<std::int64_t>(id);
        new_marks_.push_back({id, outcome_of([&] { return redis.setbit(worker_ + ":marks", bit, true); })});
      }
    }
  }
}

DeferredResult<std::int64_t> Ledger::increment(Commands& redis, const Counter& counter) {
  if (once_in(4)) return outcome_of([&] { return incr_script()(redis, {counter.key}); });
  return outcome_of([&] { return redis.incr(counter.key); });
}

std::string Ledger::next_text() {
  std::string text = fmt::format("{}/{}", worker_, ++texts_);
  // Such fill the buffers of sockets, so that only a part of a batch has left when it fails.
  if (has_long_texts_ && once_in(10)) text.append(of_any_magnitude(kLongestText), '.');
  return text;
}

/// As often a few as hundreds.
std::size_t Ledger::of_any_magnitude(double most) {
  return static_cast<std::size_t>(std::exp(std::uniform_real_distribution{0.0, std::log(most)}(random_)));
}

std::size_t Ledger::up_to(std::size_t most) { return std::uniform_int_distribution<std::size_t>{1, most}(random_); }

/// Counts it. Nothing when the library has told what cannot be, which is counted, too.
template <class T>
std::optional<Ledger::Fate> Ledger::fate_of(const DeferredResult<T>& result, std::string_view command) {
  if (result.has_value()) {
    ++tally_.confirmed;
    return Fate::confirmed;
  }
  const auto error = error_of(DeferredResult<T>{result}.error());
  const bool discarded = error != nullptr && error->kind == ErrorKind::discarded;
  const bool unknown = error != nullptr && error->code == "NOSCRIPT";
  const bool conflict = error != nullptr && error->kind == ErrorKind::conflict;
  if (unknown || conflict || (discarded && may_be_discarded_)) {
    ++tally_.not_sent;
    return Fate::not_sent;
  }
  if (error == nullptr || discarded) {
    tally_.complain(&Tally::lost, fmt::format("{}: {} was executed and has no outcome", worker_, command));
    return {};
  }
  if (error->kind != ErrorKind::transport) {  // none of these commands can fail by itself
    tally_.complain(&Tally::misdelivered, fmt::format("{}: {}: {}", worker_, command, error->message));
    return {};
  }
  const bool not_sent = error->outcome == TransportOutcome::not_sent;
  ++(not_sent ? tally_.not_sent : tally_.maybe_applied);
  return not_sent ? Fate::not_sent : Fate::maybe_applied;
}

bool Ledger::is_settled() const noexcept {
  return std::ranges::all_of(increments_, [](const Increment& each) { return each.value.ready(); }) &&
         std::ranges::all_of(echoes_, [](const Echo& each) { return each.value.ready(); }) &&
         std::ranges::all_of(new_marks_, [](const Mark& each) { return each.was_set.ready(); });
}

void Ledger::settle() {
  for (const Increment& increment : increments_) settle_increment(increment);
  for (const Echo& echo : echoes_) {
    if (fate_of(echo.value, "ECHO") == Fate::confirmed && *echo.value != echo.text) {
      tally_.complain(&Tally::misdelivered,
                      fmt::format("{}: {:.60} was asked for, {:.60} came", worker_, echo.text, *echo.value));
    }
  }
  for (const Mark& mark : new_marks_) {
    const auto fate = fate_of(mark.was_set, "SETBIT");
    if (fate) marks_[mark.id] = *fate;
    if (fate == Fate::confirmed && *mark.was_set) {
      tally_.complain(&Tally::doubled, fmt::format("{}: mark {} was set before", worker_, mark.id));
    }
  }
  increments_.clear();
  echoes_.clear();
  new_marks_.clear();
  may_be_discarded_ = false;
}

/// Commands that may have been applied may be so later, too: what left before a connection was given up can arrive
/// while others are answered. So they only raise the upper bound.
void Ledger::settle_increment(const Increment& increment) {
  Counter& counter = *increment.counter;
  const auto fate = fate_of(increment.value, "INCR");
  if (fate == Fate::maybe_applied) ++counter.maybe_applied;
  if (fate != Fate::confirmed) return;
  const std::int64_t value = *increment.value;
  const auto least = static_cast<std::int64_t>(counter.confirmed + 1);
  const auto most = least + static_cast<std::int64_t>(counter.maybe_applied);
  const auto text = [&] {
    return fmt::format("{} is {} after {}, where {} to {} can be", counter.key, value, counter.last, least, most);
  };
  if (value < least) {
    tally_.complain(&Tally::lost, text());
  } else if (value > most) {
    const auto surplus = static_cast<std::uint64_t>(value - most);
    tally_.complain(&Tally::doubled, text(), surplus);
    counter.maybe_applied += surplus;  // counted once, and not by every value from here on
  } else if (value <= counter.last) {
    tally_.complain(&Tally::misdelivered, text());
  }
  ++counter.confirmed;
  counter.last = std::max(counter.last, value);
}

void Ledger::compare_with(test::RedisServer& server) {
  for (const Counter& counter : counters_) compare_counter(counter, server);
  compare_marks(server);
}

void Ledger::compare_counter(const Counter& counter, test::RedisServer& server) {
  const std::uint64_t value = number(server.command({"GET", counter.key}));
  const std::uint64_t most = counter.confirmed + counter.maybe_applied;
  const std::string text =
      fmt::format("{} is {} at the end, where {} to {} can be", counter.key, value, counter.confirmed, most);
  if (value < counter.confirmed) tally_.complain(&Tally::lost, text, counter.confirmed - value);
  if (value > most) tally_.complain(&Tally::doubled, text, value - most);
}

void Ledger::compare_marks(test::RedisServer& server) {
  const std::string bits = server.command({"GET", worker_ + ":marks"});
  for (std::size_t id = 0; id < marks_.size(); ++id) {
    const bool is_set = bit_of(bits, id);
    if (marks_[id] == Fate::confirmed && !is_set) {
      tally_.complain(&Tally::lost, fmt::format("{}: mark {} was confirmed, and is not there", worker_, id));
    } else if (marks_[id] == Fate::not_sent && is_set) {
      tally_.complain(&Tally::doubled, fmt::format("{}: mark {} was not sent, and is there", worker_, id));
    }
  }
  for (const Transaction& transaction : transactions_) {
    std::size_t set = 0;
    for (std::size_t i = 0; i < transaction.marks; ++i) set += bit_of(bits, transaction.first_mark + i) ? 1U : 0U;
    if (set != 0 && set != transaction.marks) {
      tally_.complain(&Tally::torn,
                      fmt::format("{}: of the transaction with the marks {} to {} only {} are there", worker_,
                                  transaction.first_mark, transaction.first_mark + transaction.marks - 1, set));
    }
  }
}

}  // namespace tributary::storm
