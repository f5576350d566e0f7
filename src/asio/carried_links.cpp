#include "asio/carried_links.hpp"

#include "asio/async_link.hpp"

#include <array>
#include <mutex>
#include <utility>

namespace tributary::detail {

namespace {

using ContextExecutor = boost::asio::io_context::executor_type;

struct alignas(64) Entry {
  std::mutex mutex;
  AsyncLink* link = nullptr;
  std::optional<ContextExecutor> executor;
  std::uint64_t number = 0;  ///< of the link that is here, or was here last
};

constexpr std::size_t kEntries = 64;

std::array<Entry, kEntries>& entries() noexcept {
  static std::array<Entry, kEntries> all;
  return all;
}

/// What a thread started last.
struct Started {
  CarriedLinks::Place place{};
  const Slot* first = nullptr;
  std::uint64_t slots = 0;
};

thread_local constinit Started t_started;
thread_local constinit bool t_has_waited = false;

}  // namespace

std::optional<CarriedLinks::Place> CarriedLinks::add(AsyncLink& link, const ContextExecutor& executor) noexcept {
  for (std::size_t i = 0; i < kEntries; ++i) {
    Entry& entry = entries()[i];
    const std::lock_guard lock{entry.mutex};
    if (entry.link != nullptr) continue;
    entry.link = &link;
    entry.executor = executor;
    return Place{i, ++entry.number};
  }
  return std::nullopt;
}

void CarriedLinks::remove(const Place& place) noexcept {
  Entry& entry = entries()[place.index];
  const std::lock_guard lock{entry.mutex};
  entry.link = nullptr;
  entry.executor.reset();
}

/// Of a batch that is so large that its slots are on several pages, those on the first one count.
void CarriedLinks::note_started(const Place& place, const Batch& batch) noexcept {
  const Range& range = batch.ranges.front();
  t_started = {place, range.slot, range.count()};
}

std::optional<CarriedLinks::Hold> CarriedLinks::take_hold_of(const Slot& slot) {
  t_has_waited = true;
  const Started started = std::exchange(t_started, {});
  const auto at = reinterpret_cast<std::uintptr_t>(&slot);
  const auto first = reinterpret_cast<std::uintptr_t>(started.first);
  if (at < first || at - first >= started.slots * sizeof(Slot)) return std::nullopt;
  Entry& entry = entries()[started.place.index];
  const std::lock_guard lock{entry.mutex};
  if (entry.link == nullptr || entry.number != started.place.number) return std::nullopt;
  return Hold{boost::asio::executor_work_guard<ContextExecutor>{*entry.executor}, entry.link->shared_from_this()};
}

bool CarriedLinks::take_habit() noexcept { return std::exchange(t_has_waited, false); }

}  // namespace tributary::detail
