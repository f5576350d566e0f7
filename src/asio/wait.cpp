#include <tributary/asio/wait.hpp>

#include <tributary/core/error.hpp>

#include "asio/async_link.hpp"
#include "asio/carried_links.hpp"
#include "asio/resumptions.hpp"
#include "asio/waiting_thread.hpp"

namespace tributary::detail {

void block_until_settled(const SlotHandle& slot) {
  if (Resumptions::current() != nullptr) {
    throw UsageError{
        "wait() on the thread that has to settle the result would wait for ever: use async_wait(), or wait on another"};
  }
  const auto hold = CarriedLinks::take_hold_of(*slot);
  WaitingThread me;
  slot->when_settled(&me);
  if (hold) hold->link->carry(me);
  while (!me.is_done()) me.sleep();
}

}  // namespace tributary::detail
