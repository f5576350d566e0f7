#pragma once

#include "link/dial.hpp"
#include "transport/subscriber_engine.hpp"
#include "transport/subscriber_link.hpp"

#include <memory>
#include <optional>

namespace tributary::detail {

/// Carries bytes between a SubscriberEngine and its socket, step by step, without ever waiting: the part of a driver
/// that threads and event loops have in common.
class SubscriberCarrier {
 public:
  SubscriberCarrier(const Dialer& dialer, SubscriberEngine& engine) : dialer_{dialer}, engine_{engine} {}

  /// Does what can be done now. Nothing: call it again, there may be more, or something to tell. Else what to wait for,
  /// unless the engine was told something new before; waiting less is harmless.
  std::optional<WaitFor> step();

  bool has_link() const noexcept { return link_ != nullptr; }
  /// Of the next step: a descriptor that was waited for may be another by then, with the same number.
  bool is_connecting() const noexcept { return link_ != nullptr && link_->is_connecting(); }
  /// -1 without a connection. One that was lost in a step is closed by the next.
  int fd() const noexcept { return link_ == nullptr ? -1 : link_->wait_for().fd; }
  /// The connection cannot be used any more.
  void lose(Failure failure);
  /// Nobody wants it any more, nor waits for its descriptor.
  void close() noexcept;

 private:
  std::optional<WaitFor> serve();
  std::optional<WaitFor> waiting(short events) const;
  void give_up_when_overdue();
  void fail();
  Clock::time_point retire() noexcept;

  const Dialer& dialer_;
  SubscriberEngine& engine_;
  std::unique_ptr<SubscriberLink> link_;
  std::unique_ptr<SubscriberLink> lost_;
};

}  // namespace tributary::detail
