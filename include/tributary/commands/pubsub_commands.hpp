#pragma once

#include <tributary/commands/command_group.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tributary {

/// The publishing side of channels. A message reaches those who are subscribed when it comes, and is kept for nobody.
///
/// Shard channels are like the others on one server; in a cluster their messages stay with the nodes of one slot.
class TRIBUTARY_API PubsubCommands : public detail::CommandGroup<PubsubCommands> {
 public:
  /// Sends a message to everybody who has subscribed to the channel, or to a pattern that it matches.
  ///
  /// Sends:    PUBLISH channel message
  /// Reply:    integer -> std::int64_t, the number of subscribers that it went to, of this server only
  /// Cost:     O(N + M) for N subscribers of the channel and M subscribed patterns
  /// Source:   redis.io/commands/publish, since 2.0.0
  DeferredResult<std::int64_t> publish(std::string_view channel, const Argument& message);

  /// The channels that have subscribers, patterns aside.
  ///
  /// Sends:    PUBSUB CHANNELS [pattern]
  /// Reply:    array -> std::vector<std::string>, in no order
  /// Cost:     O(N) for N channels
  /// Source:   redis.io/commands/pubsub-channels, since 2.8.0
  DeferredResult<std::vector<std::string>> pubsub_channels(std::string_view pattern = "*");

  /// Counts the patterns that clients have subscribed to.
  ///
  /// Sends:    PUBSUB NUMPAT
  /// Reply:    integer -> std::int64_t
  /// Cost:     O(1)
  /// Source:   redis.io/commands/pubsub-numpat, since 2.8.0
  DeferredResult<std::int64_t> pubsub_numpat();

  /// Counts the subscribers of a channel, those by pattern not included.
  ///
  /// Sends:    PUBSUB NUMSUB channel
  /// Reply:    array of channel and number -> std::int64_t
  /// Cost:     O(1)
  /// Source:   redis.io/commands/pubsub-numsub, since 2.8.0
  template <SingleArgument Channel>
  DeferredResult<std::int64_t> pubsub_numsub(const Channel& channel) {
    return pubsub_numsub_one(channel);
  }
  /// Counts the subscribers of several channels, each in the place of its channel.
  ///
  /// Sends:    PUBSUB NUMSUB channel...
  /// Reply:    array of channels and numbers -> std::vector<std::int64_t>
  /// Errors:   std::invalid_argument for an empty list
  /// Cost:     O(N) for N channels asked for
  /// Source:   redis.io/commands/pubsub-numsub, since 2.8.0
  DeferredResult<std::vector<std::int64_t>> pubsub_numsub(Arguments channels);

  /// The shard channels that have subscribers.
  ///
  /// Sends:    PUBSUB SHARDCHANNELS [pattern]
  /// Reply:    array -> std::vector<std::string>, in no order
  /// Cost:     O(N) for N channels
  /// Source:   redis.io/commands/pubsub-shardchannels, since 7.0.0
  DeferredResult<std::vector<std::string>> pubsub_shardchannels(std::string_view pattern = "*");

  /// Counts the subscribers of a shard channel.
  ///
  /// Sends:    PUBSUB SHARDNUMSUB channel
  /// Reply:    array of channel and number -> std::int64_t
  /// Cost:     O(1)
  /// Source:   redis.io/commands/pubsub-shardnumsub, since 7.0.0
  template <SingleArgument Channel>
  DeferredResult<std::int64_t> pubsub_shardnumsub(const Channel& channel) {
    return pubsub_shardnumsub_one(channel);
  }
  /// Counts the subscribers of several shard channels, each in the place of its channel.
  ///
  /// Sends:    PUBSUB SHARDNUMSUB channel...
  /// Reply:    array of channels and numbers -> std::vector<std::int64_t>
  /// Errors:   std::invalid_argument for an empty list
  /// Cost:     O(N) for N channels asked for
  /// Source:   redis.io/commands/pubsub-shardnumsub, since 7.0.0
  DeferredResult<std::vector<std::int64_t>> pubsub_shardnumsub(Arguments channels);

  /// Sends a message to everybody who has subscribed to the shard channel.
  ///
  /// Sends:    SPUBLISH channel message
  /// Reply:    integer -> std::int64_t, the number of subscribers that it went to, of this server only
  /// Cost:     O(N) for N subscribers
  /// Source:   redis.io/commands/spublish, since 7.0.0
  DeferredResult<std::int64_t> spublish(std::string_view channel, const Argument& message);

 private:
  DeferredResult<std::int64_t> pubsub_numsub_one(const Argument& channel);
  DeferredResult<std::int64_t> pubsub_shardnumsub_one(const Argument& channel);
};

}  // namespace tributary
