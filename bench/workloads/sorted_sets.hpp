#pragma once

#include "verifier.hpp"
#include "workload.hpp"
#include "workloads/parts.hpp"
#include "workloads/seen_reply.hpp"
#include "workloads/words.hpp"

#include <tributary/tributary.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tributary::bench::workloads {

struct Zadd {
  static constexpr Command kCommand = Command::zadd;
  static constexpr std::string_view kName = "zadd";
  static constexpr std::string_view kSummary = "ZADD key score member, of a sorted set that has ten members";
  static constexpr bool kHasValues = false;
  static constexpr std::size_t kValuesOfKey = 1;
  static constexpr bool kVaries = true;

  /// Ten members, whose scores are their indices.
  static void first_state(const Workload&, const Step& step, Words& words);
  static void words(const Workload&, const Step& step, Words& words) {
    words.add("ZADD");
    words.add(step.key);
    words.add(std::int64_t{step.request.number});
    words.add(kMemberNames[step.request.part]);
  }
  static std::string reply(const Step&) { return ":0\r\n"; }
  static void verify(const SeenReply& reply, Verifier& verifier) { verifier.nothing_new(reply.integer() != 0); }
  static constexpr std::nullptr_t check = nullptr;

  using Result = DeferredResult<bool>;
  explicit Zadd(const Workload&) {}
  Result operator()(Commands& redis, const Step& step) {
    return redis.zadd(step.key, kMemberNames[step.request.part], static_cast<double>(step.request.number));
  }
  static void verify(const Result& result, Verifier& verifier) { verifier.nothing_new(result.result()); }
};

struct Zrange {
  static constexpr Command kCommand = Command::zrange;
  static constexpr std::string_view kName = "zrange";
  static constexpr std::string_view kSummary = "ZRANGE key 0 -1, of a sorted set that has ten members";
  static constexpr bool kHasValues = false;
  static constexpr std::size_t kValuesOfKey = 1;
  static constexpr bool kVaries = false;

  static void first_state(const Workload& workload, const Step& step, Words& words) {
    Zadd::first_state(workload, step, words);
  }
  static void words(const Workload&, const Step& step, Words& words) {
    words.add("ZRANGE");
    words.add(step.key);
    words.add(std::int64_t{0});
    words.add(std::int64_t{-1});
  }
  static std::string reply(const Step& step);
  static void verify(const SeenReply& reply, Verifier& verifier);
  static constexpr std::nullptr_t check = nullptr;

  using Result = DeferredResult<std::vector<std::string>>;
  explicit Zrange(const Workload&) {}
  Result operator()(Commands& redis, const Step& step) { return redis.zrange(step.key, 0, -1); }
  static void verify(const Result& result, Verifier& verifier) {
    for (const auto& name : result.result()) verifier.member(name);
    verifier.end_of_members();
  }
};

}  // namespace tributary::bench::workloads
