#include "core/settle_unsent.hpp"

#include "core/lane.hpp"
#include "core/requests.hpp"

#include <new>

namespace tributary::detail {

namespace {

/// For the keys in the errors, which are told when there is memory for it.
void note_unsent(Requests& requests, const Batch& batch, std::size_t position) noexcept {
  try {
    for (const Range& range : batch.ranges) {
      if (!asked_for(range.part)) continue;
      requests.sent.add(position, range.count(), batch.bytes->view(range.begin, range.end));
      position += range.count();
    }
  } catch (const std::bad_alloc&) {
    requests.clear();
  }
}

}  // namespace

std::size_t settle_unsent(const Batch& batch, ConnectionFailure& failure, std::size_t position) noexcept {
  if (batch.position) position = *batch.position;
  Requests requests;
  note_unsent(requests, batch, position);
  SlotSettler settler{*batch.settlement, &requests};
  for (const Range& range : batch.ranges) {
    for (SlotCursor cursor{range}; !cursor.done();) {
      Slot& slot = cursor.next();
      if (asked_for(range.part)) {
        settler.fail(slot, failure.error(range.lane->name, TransportOutcome::not_sent), position++);
      } else {
        settler.drop(slot);
      }
    }
  }
  if (batch.settlement->landing != nullptr) batch.settlement->landing->landed(*batch.settlement);
  return position;
}

}  // namespace tributary::detail
