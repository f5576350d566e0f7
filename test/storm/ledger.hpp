#pragma once

#include "tally.hpp"

#include <tributary/core/deferred_result.hpp>

#include "support/redis_server.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tributary {
class Commands;
class PipelineContext;
}  // namespace tributary

namespace tributary::storm {

/// How a batch is recorded and sent.
enum class Form : std::uint8_t {
  plain,
  streaming,
  atomic,
  several,  ///< over two connections, of which the root's is the first; each may be a client of its own
  calls,    ///< by one command at a time, without a context
  watched,  ///< by transaction(), which reads first
};
inline constexpr std::array kAllForms{Form::plain,   Form::streaming, Form::atomic,
                                      Form::several, Form::calls,     Form::watched};
inline constexpr std::string_view kFirstConnection = "first";
inline constexpr std::string_view kSecondConnection = "second";

/// The batches of one worker: what it asked for, what it was told, and whether both can be true.
///
///     const Form form = ledger.next_form(kAllForms);
///     PipelineContext pipe{client, {.flush_every = ledger.next_flush(form)}};  // or what else the form says
///     ledger.record(pipe, form);
///     pipe.execute(Errors::in_results);                                        // or any other way to execute it
///     ledger.settle();
///
/// The worker has keys of its own on the server. A batch is any of
///
///     INCR counter      one for each way to record, at times by a script. Values grow, and have bounds: what was
///                       confirmed, and what has left
///     SETBIT marks n 1  n is used once: the bit was 0 before, and is 1 afterwards unless the command was not sent
///     ECHO text         no text is used twice
///
/// Batches of one ledger may not overlap; ledgers share nothing.
class Ledger {
 public:
  Ledger(std::string worker, std::uint32_t seed);

  /// How the next batch is to be executed: one of the ways that the caller knows.
  Form next_form(std::span<const Form> known);
  /// The `flush_every` of the next batch.
  std::size_t next_flush(Form form);
  /// Records the next batch of that form in a root, some of it in contexts nested there.
  void record(PipelineContext& root, Form form);
  /// Calls a few commands of a client, one after another. What it throws is the outcome of that command.
  void call(Commands& client);
  /// Of a batch that is `watched`: what the function of a transaction() for `watched_key()` has to do. An attempt that
  /// fails may leave its commands as discarded.
  void read_and_record(Commands& read, PipelineContext& write);
  [[nodiscard]] const std::string& watched_key() const noexcept;
  /// True when every result of what was recorded is there.
  [[nodiscard]] bool is_settled() const noexcept;
  /// Looks at every result of what was recorded. Whoever executes it calls this when it has returned.
  void settle();

  /// Compares with what the server has, when nothing more reaches it.
  void compare_with(test::RedisServer& server);

  [[nodiscard]] const Tally& tally() const noexcept { return tally_; }

 private:
  /// How a stretch of a batch is recorded. Each has a counter.
  enum class Stretch : std::uint8_t { plain, streaming, atomic, nested, second, calls, watched };
  enum class Fate : std::uint8_t { recorded, confirmed, maybe_applied, not_sent };

  struct Counter {
    std::string key;
    std::uint64_t confirmed = 0;
    std::uint64_t maybe_applied = 0;
    std::int64_t last = 0;  // the greatest value seen
  };
  struct Increment {
    Counter* counter;
    DeferredResult<std::int64_t> value;
  };
  struct Echo {
    std::string text;
    DeferredResult<std::string> value;
  };
  struct Mark {
    std::size_t id;
    DeferredResult<bool> was_set;
  };
  struct Transaction {
    std::size_t first_mark;
    std::size_t marks;
  };

  void record_stretch(Commands& redis, Stretch stretch, std::size_t commands);
  void record_nested(Commands& parent, Stretch stretch, std::size_t commands, int depth);
  void record_transaction(PipelineContext& context, Stretch stretch, std::size_t commands);
  Counter& counter_of(Stretch stretch) noexcept { return counters_[static_cast<std::size_t>(stretch)]; }
  DeferredResult<std::int64_t> increment(Commands& redis, const Counter& counter);
  std::string next_text();
  std::size_t of_any_magnitude(double most);
  std::size_t up_to(std::size_t most);
  bool once_in(std::size_t times) { return up_to(times) == 1; }

  template <class T>
  std::optional<Fate> fate_of(const DeferredResult<T>& result, std::string_view command);
  void settle_increment(const Increment& increment);
  void compare_counter(const Counter& counter, test::RedisServer& server);
  void compare_marks(test::RedisServer& server);

  std::string worker_;
  std::mt19937 random_;
  std::array<Counter, 7> counters_;
  std::uint64_t texts_ = 0;
  bool has_long_texts_ = false;
  bool may_be_discarded_ = false;
  std::vector<Fate> marks_;
  std::vector<Transaction> transactions_;

  std::vector<Increment> increments_;  // of the batch that is recorded
  std::vector<Echo> echoes_;
  std::vector<Mark> new_marks_;
  Tally tally_;
};

}  // namespace tributary::storm
