#pragma once

#include "workload.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace tributary::bench {

/// Who issues the commands on one mode's keys.
enum class Callers : std::uint8_t {
  one,      ///< on one connection: every reply is known beforehand
  several,  ///< any counter is right that has been counted up; what the sum is, the server is asked at the end
};

/// Compares every reply with the one that it must be; the same code and the same cost for each mode.
///
/// Replies are taken in the order of the requests, from `restart` or `seek` on; each of the functions but field() and
/// member() is one reply.
/// Errors: std::runtime_error at the first reply that differs
class Verifier {
 public:
  explicit Verifier(const Workload& workload, Callers callers = Callers::one)
      : workload_{&workload}, counters_(callers == Callers::one ? workload.key_count : 0, kFirstCounter) {}

  /// INCRBY: the key's counter so far, plus one.
  void integer(std::int64_t value) {
    const Request& request = next();
    if (!counters_.empty() ? value != ++counters_[request.key] : value <= kFirstCounter) [[unlikely]] {
      refuse_integer(value, request.key);
    }
  }
  /// GET: the value of the key.
  void bulk(std::string_view value) {
    if (const Request& request = next(); value != workload_->value_of(request.key)) [[unlikely]] {
      refuse_bulk(value, request.key);
    }
  }
  /// SET.
  void ok(bool is_ok) {
    next();
    if (!is_ok) [[unlikely]] {
      refuse("is not +OK");
    }
  }
  /// SET or GET, whichever was asked for.
  void ok_or_bulk(std::string_view text) {
    if (workload_->requests[position_].writes) {
      ok(text == "OK");
    } else {
      bulk(text);
    }
  }
  /// HSET and ZADD on what is there already: nothing is new.
  void nothing_new(bool is_new) {
    next();
    if (is_new) [[unlikely]] {
      refuse("says that something was added, but all of it was there");
    }
  }
  /// HGETALL: each field, in any order, and then the end.
  void field(std::string_view name, std::string_view value);
  void end_of_fields();
  /// ZRANGE: each member, by its first score, and then the end.
  void member(std::string_view name);
  void end_of_members();
  /// Whatever is no error.
  void any() { next(); }

  /// How many replies were right since the last restart.
  [[nodiscard]] std::int64_t verified() const noexcept { return verified_; }
  /// All counters stand at kFirstCounter again; the next reply is that of the request at `position`.
  void restart(std::size_t position = 0);
  /// The next reply is that of another request.
  void seek(std::size_t position) noexcept { position_ = position; }

 private:
  const Request& next() noexcept {
    const Request& request = workload_->requests[position_];
    if (++position_ == workload_->requests.size()) {
      position_ = 0;
    }
    ++verified_;
    return request;
  }
  [[noreturn]] void refuse(std::string_view what) const;
  [[noreturn]] void refuse_integer(std::int64_t value, std::size_t key) const;
  [[noreturn]] void refuse_bulk(std::string_view value, std::size_t key) const;

  const Workload* workload_;
  std::vector<std::int64_t> counters_;
  std::size_t position_ = 0;
  std::int64_t verified_ = 0;
  std::uint32_t parts_ = 0;  // of the reply that is being read: a bit a field, or the number of members
};

}  // namespace tributary::bench
