#pragma once

#include <tributary/config.hpp>

#include <tributary/codec/arguments.hpp>
#include <tributary/transport/subscriber_event.hpp>

namespace tributary {

/// What a subscriber is told to subscribe, and to end: the functions that Subscriber and AsyncSubscriber share. Any
/// thread may call them at any time. They return at once, and the server learns of it later.
class TRIBUTARY_API SubscriptionChanges {
 public:
  SubscriptionChanges(const SubscriptionChanges&) = delete;
  SubscriptionChanges& operator=(const SubscriptionChanges&) = delete;

  /// Subscribes to a channel. Returns at once; waiting until all is active tells when the server knows. Nothing happens
  /// for what is subscribed already.
  ///
  /// Source:   redis.io/commands/subscribe, since 2.0.0
  template <SingleArgument Channel>
  void subscribe(const Channel& channel) {
    subscribe({channel});
  }
  void subscribe(Arguments channels) { add(SubscriptionKind::channel, channels); }

  /// Subscribes to all channels whose names match: `?` is one character, `*` any number, `[ab]` one of these.
  ///
  /// Notes:    a message that several subscriptions match comes once for each
  /// Cost:     every PUBLISH on the server tries every pattern of every client
  /// Source:   redis.io/commands/psubscribe, since 2.0.0
  template <SingleArgument Pattern>
  void psubscribe(const Pattern& pattern) {
    psubscribe({pattern});
  }
  void psubscribe(Arguments patterns) { add(SubscriptionKind::pattern, patterns); }

  /// Subscribes to a sharded channel, to which is published by SPUBLISH.
  ///
  /// Source:   redis.io/commands/ssubscribe, since 7.0.0
  template <SingleArgument Channel>
  void ssubscribe(const Channel& channel) {
    ssubscribe({channel});
  }
  void ssubscribe(Arguments channels) { add(SubscriptionKind::sharded, channels); }

  /// Ends subscriptions. Of what was ended, a wait for an event that begins after the return delivers nothing, whatever
  /// is still on its way; nothing happens for what is not subscribed. Whoever has just received a message may still be
  /// busy with it.
  template <SingleArgument Channel>
  void unsubscribe(const Channel& channel) {
    unsubscribe({channel});
  }
  void unsubscribe(Arguments channels) { remove(SubscriptionKind::channel, channels); }
  template <SingleArgument Pattern>
  void punsubscribe(const Pattern& pattern) {
    punsubscribe({pattern});
  }
  void punsubscribe(Arguments patterns) { remove(SubscriptionKind::pattern, patterns); }
  template <SingleArgument Channel>
  void sunsubscribe(const Channel& channel) {
    sunsubscribe({channel});
  }
  void sunsubscribe(Arguments channels) { remove(SubscriptionKind::sharded, channels); }

 protected:
  SubscriptionChanges() noexcept = default;
  virtual ~SubscriptionChanges() = default;

 private:
  virtual void add(SubscriptionKind kind, const Arguments& names) = 0;
  virtual void remove(SubscriptionKind kind, const Arguments& names) = 0;
};

}  // namespace tributary
