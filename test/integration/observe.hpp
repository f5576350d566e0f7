#pragma once

// What the integration tests see of results, errors, servers and memory.

#include <tributary/tributary.hpp>

#include "support/catch.hpp"
#include "support/redis_server.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define TRIBUTARY_TEST_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define TRIBUTARY_TEST_SANITIZED 1
#endif
#endif

#ifdef TRIBUTARY_TEST_SANITIZED
extern "C" std::size_t __sanitizer_get_current_allocated_bytes();
#else
#include <malloc.h>
#endif

namespace tributary::test {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

/// The E that `action` throws; the test fails when it throws another one, or none.
template <class E, class F>
E thrown_by(F&& action) {
  try {
    std::forward<F>(action)();
  } catch (const E& error) {
    return error;
  }
  throw std::logic_error{"nothing was thrown"};
}

/// Far longer than what is awaited takes, on the slowest machine: the end of a test that hangs.
inline constexpr std::chrono::seconds kForever{120};

/// True as soon as `predicate()` is; false when it still is not after `kForever`.
template <class F>
bool eventually(F&& predicate) {
  const auto end = Clock::now() + kForever;
  while (!predicate()) {
    if (Clock::now() > end) return false;
    std::this_thread::sleep_for(1ms);
  }
  return true;
}

/// Returns when `time` has passed: for a wait that is itself what is tested, such as being idle.
inline void let_pass(std::chrono::milliseconds time) { std::this_thread::sleep_for(time); }

/// "value", "pending", "not_sent", "maybe_applied", "server", "decode" or "discarded".
template <class T>
std::string state_of(const DeferredResult<T>& result) {
  if (!result.ready()) return "pending";
  const ErrorInfo* error = result.error();
  if (error == nullptr) return "value";
  return std::string{error->kind == ErrorKind::transport ? to_string(error->outcome) : to_string(error->kind)};
}

template <class T>
std::vector<std::string> states_of(const std::vector<DeferredResult<T>>& results) {
  std::vector<std::string> states;
  for (const auto& result : results) states.push_back(state_of(result));
  return states;
}

template <class Range>
std::size_t count_of(const Range& states, std::string_view state) {
  std::size_t count = 0;
  for (const auto& one : states) count += one == state ? 1U : 0U;
  return count;
}

/// Connections to the server, besides the one that asks.
inline std::int64_t connections_to(RedisServer& server) { return server.statistic("connected_clients") - 1; }

/// Waits until so many clients are blocked and have what the server owed them. It may answer the question before them,
/// in the same turn of its loop; the second question is answered in a later one.
inline bool eventually_blocked(RedisServer& server, std::int64_t clients = 1) {
  const auto all_are = [&] { return server.statistic("blocked_clients") == clients; };
  return eventually(all_are) && all_are();
}

/// How often the server has executed a command, by its name in lower case.
inline std::int64_t calls_of(RedisServer& server, std::string_view command) {
  const std::string stats = server.command({"INFO", "commandstats"});
  const std::string field = "cmdstat_" + std::string{command} + ":calls=";
  const auto found = stats.find(field);
  return found == std::string::npos ? 0 : std::stoll(stats.substr(found + field.size()));
}

/// Bytes of memory that this process has allocated and not freed.
inline std::size_t heap_in_use() {
#ifdef TRIBUTARY_TEST_SANITIZED
  return __sanitizer_get_current_allocated_bytes();
#else
  const auto heap = mallinfo2();
  return heap.uordblks + heap.hblkhd;
#endif
}

}  // namespace tributary::test
