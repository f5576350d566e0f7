#pragma once

#include <tributary/codec/arguments.hpp>
#include <tributary/commands/acl_commands.hpp>
#include <tributary/commands/bitmap_commands.hpp>
#include <tributary/commands/blocking_commands.hpp>
#include <tributary/commands/cluster_commands.hpp>
#include <tributary/commands/config_commands.hpp>
#include <tributary/commands/connection_commands.hpp>
#include <tributary/commands/function_commands.hpp>
#include <tributary/commands/geo_commands.hpp>
#include <tributary/commands/hash_commands.hpp>
#include <tributary/commands/hash_expiry_commands.hpp>
#include <tributary/commands/hyperloglog_commands.hpp>
#include <tributary/commands/introspection_commands.hpp>
#include <tributary/commands/key_commands.hpp>
#include <tributary/commands/list_commands.hpp>
#include <tributary/commands/monitoring_commands.hpp>
#include <tributary/commands/pubsub_commands.hpp>
#include <tributary/commands/scan_commands.hpp>
#include <tributary/commands/script_commands.hpp>
#include <tributary/commands/server_commands.hpp>
#include <tributary/commands/set_commands.hpp>
#include <tributary/commands/sort_commands.hpp>
#include <tributary/commands/sorted_set_combine_commands.hpp>
#include <tributary/commands/sorted_set_commands.hpp>
#include <tributary/commands/sorted_set_range_commands.hpp>
#include <tributary/commands/stream_commands.hpp>
#include <tributary/commands/stream_group_commands.hpp>
#include <tributary/commands/string_commands.hpp>
#include <tributary/core/connections.hpp>

#include <array>
#include <cstddef>
#include <memory>
#include <string_view>

namespace tributary {

class PipelineContext;
struct PipelineOptions;

namespace detail {
class Context;
class Executor;
class FamilyCall;
}  // namespace detail

/// Every command, by Redis' own name. A Client is a Commands that runs each command at once; a PipelineContext is one
/// that records it. Write reusable functions against this class, and they work with either:
///
///     DeferredResult<std::int64_t> hit(Commands& redis, std::string_view page) { return redis.incr(page); }
///
/// A command that is refused (contradicting options, an empty list, NaN as a score) throws std::invalid_argument before
/// anything is recorded.
class TRIBUTARY_API Commands : public KeyCommands,
                               public SortCommands,
                               public ScanCommands,
                               public StringCommands,
                               public BitmapCommands,
                               public HyperLogLogCommands,
                               public HashCommands,
                               public HashExpiryCommands,
                               public ListCommands,
                               public SetCommands,
                               public SortedSetCommands,
                               public SortedSetRangeCommands,
                               public SortedSetCombineCommands,
                               public GeoCommands,
                               public StreamCommands,
                               public StreamGroupCommands,
                               public BlockingCommands,
                               public PubsubCommands,
                               public ScriptCommands,
                               public FunctionCommands,
                               public ConnectionCommands,
                               public ServerCommands,
                               public ConfigCommands,
                               public IntrospectionCommands,
                               public MonitoringCommands,
                               public AclCommands,
                               public ClusterCommands {
 public:
  /// Any command, also of a module: `command<std::int64_t>("CF.ADD", "filter", item)`. A word of the verb that is a
  /// subcommand is an argument of its own: `command<std::string>("OBJECT", "ENCODING", key)`.
  ///
  /// Reply:    whatever T's codec reads; a decode error in the result otherwise
  /// Errors:   std::invalid_argument for an empty verb, and for a command that changes the state of its connection,
  ///           such as SELECT: connections belong to a pool
  template <Decodable T, Encodable... Args>
  DeferredResult<T> command(std::string_view verb, const Args&... args) {
    const std::array<Argument, sizeof...(Args)> list{Argument{args}...};
    return detail::deferred<T>(record_command(detail::result_type<T>, verb, list));
  }
  /// The same with a list of arguments: `command<std::int64_t>("CF.MEXISTS", items)`.
  template <Decodable T>
  DeferredResult<T> command(std::string_view verb, Arguments args) {
    return detail::deferred<T>(record_command(detail::result_type<T>, verb, args));
  }

  // What is not here, for the reader of the compiler's message, which shows these lines.
  template <class... Args>
  void brpoplpush(Args&&...) = delete;  // blmove() with ListEnd::right and ListEnd::left
  template <class... Args>
  void exec(Args&&...) = delete;  // PipelineContext pipe{redis, atomically}
  template <class... Args>
  void georadius(Args&&...) = delete;  // geosearch(), geosearchstore()
  template <class... Args>
  void georadiusbymember(Args&&...) = delete;  // geosearch(), geosearchstore()
  template <class... Args>
  void hmset(Args&&...) = delete;  // hset() with a list of pairs
  template <class... Args>
  void multi(Args&&...) = delete;  // PipelineContext pipe{redis, atomically}
  template <class... Args>
  void psubscribe(Args&&...) = delete;  // a Subscriber
  template <class... Args>
  void rpoplpush(Args&&...) = delete;  // lmove() with ListEnd::right and ListEnd::left
  template <class... Args>
  void select(Args&&...) = delete;  // ClientOptions::database
  template <class... Args>
  void subscribe(Args&&...) = delete;  // a Subscriber
  template <class... Args>
  void substr(Args&&...) = delete;  // getrange()
  template <class... Args>
  void watch(Args&&...) = delete;  // transaction()
  template <class... Args>
  void zrangebylex(Args&&...) = delete;  // zrange() with a LexRange
  template <class... Args>
  void zrangebyscore(Args&&...) = delete;  // zrange() with a ScoreRange
  template <class... Args>
  void zrevrange(Args&&...) = delete;  // zrange() with ElementOrder::descending
  template <class... Args>
  void zrevrangebylex(Args&&...) = delete;  // zrange() with a LexRange and ElementOrder::descending
  template <class... Args>
  void zrevrangebyscore(Args&&...) = delete;  // zrange() with a ScoreRange and ElementOrder::descending

 protected:
  explicit Commands(detail::Context& context) noexcept : context_{&context} {}
  explicit Commands(std::shared_ptr<detail::Executor> executor) noexcept : executor_{std::move(executor)} {}
  ~Commands() = default;
  Commands(const Commands&) = default;
  Commands& operator=(const Commands&) = default;

 private:
  friend class PipelineContext;
  friend struct detail::CommandAccess;
  friend class detail::FamilyCall;

  detail::SlotHandle record_command(const detail::ResultType& type, std::string_view verb, const Arguments& args);
  /// A context in this one, or on this client; for the connection of that name where names are known.
  detail::Context nested_context(std::string_view connection, const PipelineOptions& options) const;

  detail::Context* context_ = nullptr;          ///< where commands are recorded, or
  std::shared_ptr<detail::Executor> executor_;  ///< what runs them at once
};

}  // namespace tributary
