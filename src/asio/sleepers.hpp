#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace tributary::detail {

/// Where threads sleep until their results are there. Those whose commands leave in one write share a place, with a
/// berth for each, so that one system call wakes all whose replies have come. Places are never gone: whoever wakes
/// needs no lock to keep one there.
class Sleepers {
 public:
  static constexpr unsigned kPlaces = 64;
  static constexpr unsigned kBerths = 32;

  struct Berth {
    unsigned place = 0;
    std::uint32_t bit = 1;

    /// More threads than there are berths share them: some are woken too early, and sleep again.
    static Berth of(unsigned place, std::size_t number) noexcept {
      return {place, std::uint32_t{1} << number % kBerths};
    }
  };

  /// For commands that are going to leave together, unlike those before them.
  static unsigned next_place() noexcept;
  /// That of the last command that this thread started.
  static Berth berth_of_thread() noexcept;
  static void set_berth_of_thread(const Berth& berth) noexcept;

  /// Returns when `state` is not 0; it is set before its berth is woken.
  static void sleep(const std::atomic<std::uint32_t>& state, const Berth& berth) noexcept;
  /// At once, or when the outermost Gathering of this thread ends.
  static void wake(const Berth& berth) noexcept;

  /// While it exists, those who are to be woken by this thread gather.
  class Gathering {
   public:
    Gathering() noexcept;
    ~Gathering();
    Gathering(const Gathering&) = delete;
    Gathering& operator=(const Gathering&) = delete;

   private:
    bool is_outermost_;
  };
};

}  // namespace tributary::detail
