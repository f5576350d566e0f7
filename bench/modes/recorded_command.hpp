#pragma once

#include "mode.hpp"
#include "workload.hpp"

#include <tributary/tributary.hpp>

#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>

// The command of each workload as the library's modes record it, and how they check its result.
// Each has a Result, operator() that records (or runs, when given a Client) and `verify` that reads.
namespace tributary::bench {

struct RecordIncrby {
  using Result = decltype(std::declval<Commands&>().incrby(std::string_view{}, std::int64_t{}));

  explicit RecordIncrby(const Workload&) {}
  Result operator()(Commands& redis, std::string_view key) const { return redis.incrby(key, 1); }
  template <class AnyVerifier>
  static void verify(const Result& result, AnyVerifier& verifier) {
    verifier.integer(result.result());
  }
};

struct RecordGet {
  using Result = decltype(std::declval<Commands&>().get(std::string_view{}));

  explicit RecordGet(const Workload&) {}
  Result operator()(Commands& redis, std::string_view key) const { return redis.get(key); }
  template <class AnyVerifier>
  static void verify(const Result& result, AnyVerifier& verifier) {
    const auto& value = result.result();
    verifier.bulk(value ? std::string_view{*value} : std::string_view{});
  }
};

struct RecordSet {
  using Result = DeferredResult<Ok>;

  explicit RecordSet(const Workload& workload) : payload{workload.payload} {}
  Result operator()(Commands& redis, std::string_view key) const { return redis.command<Ok>("SET", key, payload); }
  template <class AnyVerifier>
  static void verify(const Result& result, AnyVerifier& verifier) {
    verifier.ok(result.result() == Ok{});
  }

  std::string_view payload;
};

/// Makes ModeOf<Record> for the workload's command.
template <template <class> class ModeOf>
[[nodiscard]] std::unique_ptr<Mode> make_recorded(const ModeSetup& setup) {
  switch (setup.workload.command) {
    case Command::incrby: return std::make_unique<ModeOf<RecordIncrby>>(setup);
    case Command::get: return std::make_unique<ModeOf<RecordGet>>(setup);
    case Command::set: return std::make_unique<ModeOf<RecordSet>>(setup);
  }
  return nullptr;
}

}  // namespace tributary::bench
