#pragma once

#include "verifier.hpp"
#include "workload.hpp"
#include "workloads/parts.hpp"
#include "workloads/seen_reply.hpp"
#include "workloads/words.hpp"

#include <tributary/tributary.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tributary::bench::workloads {

struct Hset {
  static constexpr Command kCommand = Command::hset;
  static constexpr std::string_view kName = "hset";
  static constexpr std::string_view kSummary = "HSET key field value, of a hash that has ten fields";
  static constexpr bool kHasValues = true;
  static constexpr std::size_t kValuesOfKey = kParts;
  static constexpr bool kVaries = true;

  /// Ten fields, each with the value of the key.
  static void first_state(const Workload&, const Step& step, Words& words);
  static void words(const Workload&, const Step& step, Words& words) {
    words.add("HSET");
    words.add(step.key);
    words.add(kFieldNames[step.request.part]);
    words.add(step.value);
  }
  static std::string reply(const Step&) { return ":0\r\n"; }
  static void verify(const SeenReply& reply, Verifier& verifier) { verifier.nothing_new(reply.integer() != 0); }
  static constexpr std::nullptr_t check = nullptr;

  using Result = DeferredResult<bool>;
  explicit Hset(const Workload&) {}
  Result operator()(Commands& redis, const Step& step) {
    return redis.hset(step.key, kFieldNames[step.request.part], step.value);
  }
  static void verify(const Result& result, Verifier& verifier) { verifier.nothing_new(result.result()); }
};

struct Hgetall {
  static constexpr Command kCommand = Command::hgetall;
  static constexpr std::string_view kName = "hgetall";
  static constexpr std::string_view kSummary = "HGETALL key, of a hash that has ten fields";
  static constexpr bool kHasValues = true;
  static constexpr std::size_t kValuesOfKey = kParts;
  static constexpr bool kVaries = false;

  static void first_state(const Workload& workload, const Step& step, Words& words) {
    Hset::first_state(workload, step, words);
  }
  static void words(const Workload&, const Step& step, Words& words) {
    words.add("HGETALL");
    words.add(step.key);
  }
  static std::string reply(const Step& step);
  static void verify(const SeenReply& reply, Verifier& verifier);
  static constexpr std::nullptr_t check = nullptr;

  using Result = DeferredResult<std::vector<std::pair<std::string, std::string>>>;
  explicit Hgetall(const Workload&) {}
  Result operator()(Commands& redis, const Step& step) {
    return redis.hgetall<std::vector<std::pair<std::string, std::string>>>(step.key);
  }
  static void verify(const Result& result, Verifier& verifier) {
    for (const auto& [name, value] : result.result()) verifier.field(name, value);
    verifier.end_of_fields();
  }
};

}  // namespace tributary::bench::workloads
