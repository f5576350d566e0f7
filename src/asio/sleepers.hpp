#pragma once

#include <atomic>
#include <cstdint>

namespace tributary::detail {

/// Where threads sleep until their results are there. Those whose commands leave in one write share a place, so that
/// one system call wakes them all when the replies come; whoever is woken too early sleeps again. Places are never
/// gone: whoever wakes needs no lock to keep one there.
class Sleepers {
 public:
  static constexpr unsigned kPlaces = 64;

  /// For commands that are going to leave together, unlike those before them.
  static unsigned next_place() noexcept;
  /// Where the last command that this thread started leaves from.
  static unsigned place_of_thread() noexcept;
  static void set_place_of_thread(unsigned place) noexcept;

  /// Returns when `done`, which is set before its place is woken.
  static void sleep(const std::atomic<bool>& done, unsigned place) noexcept;
  /// At once, or when the outermost Gathering of this thread ends.
  static void wake(unsigned place) noexcept;

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
