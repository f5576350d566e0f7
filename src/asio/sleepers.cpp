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
thread_local constinit Sleepers::Berth t_berth;
thread_local constinit bool t_gathers = false;
thread_local constinit std::uint64_t t_places = 0;  ///< with berths that have gathered, as bits
thread_local constinit std::array<std::uint32_t, Sleepers::kPlaces> t_gathered{};

void wake_berths(unsigned place, std::uint32_t bits) noexcept {
  std::atomic<std::uint32_t>& wakes = g_places[place].wakes;
  wakes.fetch_add(1, std::memory_order_release);
  syscall(SYS_futex, &wakes, FUTEX_WAKE_BITSET_PRIVATE, INT_MAX, nullptr, nullptr, bits);
}

}  // namespace

unsigned Sleepers::next_place() noexcept { return g_last.fetch_add(1, std::memory_order_relaxed) % kPlaces; }

Sleepers::Berth Sleepers::berth_of_thread() noexcept { return t_berth; }

void Sleepers::set_berth_of_thread(const Berth& berth) noexcept { t_berth = berth; }

void Sleepers::sleep(const std::atomic<std::uint32_t>& state, const Berth& berth) noexcept {
  std::atomic<std::uint32_t>& wakes = g_places[berth.place].wakes;
  for (;;) {
    const std::uint32_t seen = wakes.load(std::memory_order_acquire);
    if (state.load(std::memory_order_acquire) != 0) return;
    syscall(SYS_futex, &wakes, FUTEX_WAIT_BITSET_PRIVATE, seen, nullptr, nullptr, berth.bit);
  }
}

void Sleepers::wake(const Berth& berth) noexcept {
  if (!t_gathers) return wake_berths(berth.place, berth.bit);
  t_places |= std::uint64_t{1} << berth.place;
  t_gathered[berth.place] |= berth.bit;
}

Sleepers::Gathering::Gathering() noexcept : is_outermost_{!std::exchange(t_gathers, true)} {}

Sleepers::Gathering::~Gathering() {
  if (!is_outermost_) return;
  t_gathers = false;
  for (std::uint64_t left = std::exchange(t_places, 0); left != 0; left &= left - 1) {
    const auto place = static_cast<unsigned>(std::countr_zero(left));
    wake_berths(place, std::exchange(t_gathered[place], 0));
  }
}

}  // namespace tributary::detail
