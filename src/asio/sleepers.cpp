#include "asio/sleepers.hpp"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <bit>
#include <climits>
#include <utility>

namespace tributary::detail {

namespace {

// Futexes by system calls, because std::atomic's wait() yields some times before it sleeps, which took a third of the
// CPU of 64 waiting threads.
struct alignas(64) Place {
  std::atomic<std::uint32_t> wakes{0};
};
static_assert(sizeof(std::atomic<std::uint32_t>) == sizeof(std::uint32_t));

constinit std::array<Place, Sleepers::kPlaces> g_places;
constinit std::atomic<unsigned> g_last{0};
thread_local unsigned t_place = 0;
thread_local bool t_gathers = false;
thread_local std::uint64_t t_gathered = 0;  ///< places, as bits

void wake_place(unsigned place) noexcept {
  std::atomic<std::uint32_t>& wakes = g_places[place].wakes;
  wakes.fetch_add(1, std::memory_order_release);
  syscall(SYS_futex, &wakes, FUTEX_WAKE_PRIVATE, INT_MAX, nullptr, nullptr, 0);
}

}  // namespace

unsigned Sleepers::next_place() noexcept { return g_last.fetch_add(1, std::memory_order_relaxed) % kPlaces; }

unsigned Sleepers::place_of_thread() noexcept { return t_place; }

void Sleepers::set_place_of_thread(unsigned place) noexcept { t_place = place; }

void Sleepers::sleep(const std::atomic<bool>& done, unsigned place) noexcept {
  std::atomic<std::uint32_t>& wakes = g_places[place].wakes;
  for (;;) {
    const std::uint32_t seen = wakes.load(std::memory_order_acquire);
    if (done.load(std::memory_order_acquire)) return;
    syscall(SYS_futex, &wakes, FUTEX_WAIT_PRIVATE, seen, nullptr, nullptr, 0);
  }
}

void Sleepers::wake(unsigned place) noexcept {
  if (!t_gathers) return wake_place(place);
  t_gathered |= std::uint64_t{1} << place;
}

Sleepers::Gathering::Gathering() noexcept : is_outermost_{!std::exchange(t_gathers, true)} {}

Sleepers::Gathering::~Gathering() {
  if (!is_outermost_) return;
  t_gathers = false;
  for (std::uint64_t left = std::exchange(t_gathered, 0); left != 0; left &= left - 1) {
    wake_place(static_cast<unsigned>(std::countr_zero(left)));
  }
}

}  // namespace tributary::detail
