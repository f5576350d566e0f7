#pragma once

#include "hiredis_connection.hpp"
#include "verifier.hpp"
#include "workload.hpp"
#include "workloads/seen_reply.hpp"
#include "workloads/words.hpp"

#include <tributary/tributary.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// What each of these is: see workload_entry.hpp for the functions that all clients use, and recorded_workloads.hpp for
// those of the library's own modes.
namespace tributary::bench::workloads {

struct Incrby {
  static constexpr Command kCommand = Command::incrby;
  static constexpr std::string_view kName = "incrby";
  static constexpr std::string_view kSummary = "INCRBY key 1";
  static constexpr bool kHasValues = false;
  static constexpr std::size_t kValuesOfKey = 1;
  static constexpr bool kVaries = false;

  static void first_state(const Workload&, const Step& step, Words& words);
  static void words(const Workload&, const Step& step, Words& words) {
    words.add("INCRBY");
    words.add(step.key);
    words.add(std::int64_t{1});  // a caller has an integer, too, and must write it out
  }
  static std::string reply(const Step& step);
  static void verify(const SeenReply& reply, Verifier& verifier) { verifier.integer(reply.integer()); }
  static void check(HiredisConnection& redis, const Keys& keys, const Workload& workload, std::int64_t commands);

  using Result = DeferredResult<std::int64_t>;
  explicit Incrby(const Workload&) {}
  Result operator()(Commands& redis, const Step& step) { return redis.incrby(step.key, 1); }
  static void verify(const Result& result, Verifier& verifier) { verifier.integer(result.result()); }
};

struct Get {
  static constexpr Command kCommand = Command::get;
  static constexpr std::string_view kName = "get";
  static constexpr std::string_view kSummary = "GET key, which holds a value of --data-size";
  static constexpr bool kHasValues = true;
  static constexpr std::size_t kValuesOfKey = 1;
  static constexpr bool kVaries = false;

  static void first_state(const Workload&, const Step& step, Words& words);
  static void words(const Workload&, const Step& step, Words& words) {
    words.add("GET");
    words.add(step.key);
  }
  static std::string reply(const Step& step);
  static void verify(const SeenReply& reply, Verifier& verifier) { verifier.bulk(reply.text()); }
  static constexpr std::nullptr_t check = nullptr;

  using Result = DeferredResult<std::optional<std::string>>;
  explicit Get(const Workload&) {}
  Result operator()(Commands& redis, const Step& step) { return redis.get(step.key); }
  static void verify(const Result& result, Verifier& verifier) {
    const auto& value = result.result();
    verifier.bulk(value ? std::string_view{*value} : std::string_view{});
  }
};

struct Set {
  static constexpr Command kCommand = Command::set;
  static constexpr std::string_view kName = "set";
  static constexpr std::string_view kSummary = "SET key value";
  static constexpr bool kHasValues = true;
  static constexpr std::size_t kValuesOfKey = 1;
  static constexpr bool kVaries = false;

  static void first_state(const Workload&, const Step&, Words&) {}
  static void words(const Workload&, const Step& step, Words& words) {
    words.add("SET");
    words.add(step.key);
    words.add(step.value);
  }
  static std::string reply(const Step&) { return "+OK\r\n"; }
  static void verify(const SeenReply& reply, Verifier& verifier) { verifier.ok(reply.text() == "OK"); }
  static void check(HiredisConnection& redis, const Keys& keys, const Workload& workload, std::int64_t commands);

  using Result = DeferredResult<Ok>;
  explicit Set(const Workload&) {}
  Result operator()(Commands& redis, const Step& step) { return redis.command<Ok>("SET", step.key, step.value); }
  static void verify(const Result& result, Verifier& verifier) { verifier.ok(result.result() == Ok{}); }
};

struct Mixed {
  static constexpr Command kCommand = Command::mixed;
  static constexpr std::string_view kName = "mixed";
  static constexpr std::string_view kSummary = "SET and GET in turn, as --ratio says";
  static constexpr bool kHasValues = true;
  static constexpr std::size_t kValuesOfKey = 1;
  static constexpr bool kVaries = true;

  static void first_state(const Workload& workload, const Step& step, Words& words) {
    Get::first_state(workload, step, words);
  }
  static void words(const Workload& workload, const Step& step, Words& words) {
    step.request.writes ? Set::words(workload, step, words) : Get::words(workload, step, words);
  }
  static std::string reply(const Step& step) { return step.request.writes ? Set::reply(step) : Get::reply(step); }
  static void verify(const SeenReply& reply, Verifier& verifier) { verifier.ok_or_bulk(reply.text()); }
  static constexpr std::nullptr_t check = nullptr;

  // One type for both, so that the results of a batch may stand in one vector.
  using Result = DeferredResult<std::optional<std::string>>;
  explicit Mixed(const Workload&) {}
  Result operator()(Commands& redis, const Step& step) {
    return step.request.writes ? redis.command<std::optional<std::string>>("SET", step.key, step.value)
                               : redis.get(step.key);
  }
  static void verify(const Result& result, Verifier& verifier) {
    const auto& text = result.result();
    verifier.ok_or_bulk(text ? std::string_view{*text} : std::string_view{});
  }
};

}  // namespace tributary::bench::workloads
