#pragma once

// The commands of Redis and Valkey that the library does not declare, with the reason for each. The test of coverage
// compares the list with the server's; scripts/generate-reference makes a chapter of the reference of it, so it reads
// this file: one entry a line, one sentence a Why.

#include "core/since.hpp"

#include <cstdint>
#include <string_view>

namespace tributary::test {

using detail::kSince70;
using detail::kSince72;
using detail::Since;

enum class Why : std::uint8_t {
  connection,  ///< They change the state of their connection, which belongs to a pool. What to use instead:
  operators,   ///< Servers send them, or operators and debuggers with tools of their own.
  deprecated,  ///< Redis deprecates them. What to use instead:
  help,        ///< Texts for people who type commands: `redis-cli CONFIG HELP`.
  data_type,   ///< Types of data that not every server has. Commands::command() sends them.
};

struct OmittedCommand {
  std::string_view verb;
  Why why;
  std::string_view reason;  ///< or what replaces it; empty when `why` says all
  Since since = kSince70;
};

inline constexpr OmittedCommand kOmittedCommands[]{
    // clang-format off: one entry a line
    {"ASKING", Why::connection, "a client for clusters sends it itself"},
    {"AUTH", Why::connection, "ClientOptions::username and password"},
    {"CLIENT CACHING", Why::connection, "part of CLIENT TRACKING"},
    {"CLIENT CAPA", Why::connection, "speaks for the client library, not for the application", Since{.valkey = {8, 0}}},
    {"CLIENT GETREDIR", Why::connection, "part of CLIENT TRACKING"},
    {"CLIENT IMPORT-SOURCE", Why::connection, "a tool that copies whole servers sends it", Since{.valkey = {8, 1}}},
    {"CLIENT NO-EVICT", Why::connection, "would hold for whoever gets the connection next"},
    {"CLIENT NO-TOUCH", Why::connection, "would hold for whoever gets the connection next", kSince72},
    {"CLIENT REPLY", Why::connection, "every command has a result, which waits for a reply"},
    {"CLIENT SETINFO", Why::connection, "speaks for the client library, not for the application", kSince72},
    {"CLIENT SETNAME", Why::connection, "ClientOptions::client_name"},
    {"CLIENT TRACKING", Why::connection, "what the server announces then would be taken for replies"},
    {"CLIENT TRACKINGINFO", Why::connection, "part of CLIENT TRACKING"},
    {"DISCARD", Why::connection, "transaction(), and atomic contexts, which are dropped instead"},
    {"EXEC", Why::connection, "transaction(), and atomic contexts"},
    {"HELLO", Why::connection, "ClientOptions::protocol"},
    {"MONITOR", Why::connection, "turns its connection into a log of all commands; redis-cli shows it"},
    {"MULTI", Why::connection, "transaction(), and atomic contexts"},
    {"PSUBSCRIBE", Why::connection, "Subscriber"},
    {"PUNSUBSCRIBE", Why::connection, "Subscriber"},
    {"READONLY", Why::connection, "a client for clusters sends it itself"},
    {"READWRITE", Why::connection, "a client for clusters sends it itself"},
    {"RESET", Why::connection, "would undo what ClientOptions say"},
    {"SCRIPT DEBUG", Why::connection, "redis-cli --ldb"},
    {"SELECT", Why::connection, "ClientOptions::database"},
    {"SSUBSCRIBE", Why::connection, "Subscriber"},
    {"SUBSCRIBE", Why::connection, "Subscriber"},
    {"SUNSUBSCRIBE", Why::connection, "Subscriber"},
    {"UNSUBSCRIBE", Why::connection, "Subscriber"},
    {"UNWATCH", Why::connection, "transaction()"},
    {"WATCH", Why::connection, "transaction()"},
    {"CLUSTER ADDSLOTS", Why::operators, "redis-cli --cluster create"},
    {"CLUSTER ADDSLOTSRANGE", Why::operators, "redis-cli --cluster create"},
    {"CLUSTER BUMPEPOCH", Why::operators, "redis-cli --cluster"},
    {"CLUSTER DELSLOTS", Why::operators, "redis-cli --cluster"},
    {"CLUSTER DELSLOTSRANGE", Why::operators, "redis-cli --cluster"},
    {"CLUSTER FAILOVER", Why::operators, "an operator plans it"},
    {"CLUSTER FLUSHSLOTS", Why::operators, "redis-cli --cluster"},
    {"CLUSTER FORGET", Why::operators, "redis-cli --cluster del-node"},
    {"CLUSTER MEET", Why::operators, "redis-cli --cluster add-node"},
    {"CLUSTER REPLICATE", Why::operators, "redis-cli --cluster add-node"},
    {"CLUSTER RESET", Why::operators, "redis-cli --cluster del-node"},
    {"CLUSTER SAVECONFIG", Why::operators, "a node does it by itself"},
    {"CLUSTER SET-CONFIG-EPOCH", Why::operators, "redis-cli --cluster create"},
    {"CLUSTER SETSLOT", Why::operators, "redis-cli --cluster reshard"},
    {"CLUSTER SLOT-STATS", Why::operators, "for tools that balance slots", Since{.redis = {8, 2}, .valkey = {8, 0}}},
    {"COMMAND DOCS", Why::operators, "texts for tools, such as the completion of redis-cli"},
    {"COMMANDLOG GET", Why::operators, "SLOWLOG has the slow commands", Since{.valkey = {8, 1}}},
    {"COMMANDLOG LEN", Why::operators, "SLOWLOG has the slow commands", Since{.valkey = {8, 1}}},
    {"COMMANDLOG RESET", Why::operators, "SLOWLOG has the slow commands", Since{.valkey = {8, 1}}},
    {"DEBUG", Why::operators, "for the developers of Redis"},
    {"FAILOVER", Why::operators, "an operator plans it"},
    {"MIGRATE", Why::operators, "redis-cli --cluster reshard; DUMP and RESTORE copy keys"},
    {"MODULE LOAD", Why::operators, "an operator's; most servers refuse it"},
    {"MODULE LOADEX", Why::operators, "an operator's; most servers refuse it"},
    {"MODULE UNLOAD", Why::operators, "an operator's; most servers refuse it"},
    {"PFDEBUG", Why::operators, "for the developers of Redis"},
    {"PFSELFTEST", Why::operators, "for the developers of Redis"},
    {"PSYNC", Why::operators, "a replica sends it"},
    {"REPLCONF", Why::operators, "a replica sends it"},
    {"REPLICAOF", Why::operators, "an operator plans it"},
    {"RESTORE-ASKING", Why::operators, "MIGRATE sends it"},
    {"SCRIPT SHOW", Why::operators, "for debuggers", Since{.valkey = {8, 0}}},
    {"SHUTDOWN", Why::operators, "whoever runs the server stops it"},
    {"SYNC", Why::operators, "a replica sends it"},
    {"BRPOPLPUSH", Why::deprecated, "BLMOVE with ListEnd::right and ListEnd::left"},
    {"CLUSTER SLAVES", Why::deprecated, "CLUSTER REPLICAS"},
    {"GEORADIUS", Why::deprecated, "GEOSEARCH and GEOSEARCHSTORE"},
    {"GEORADIUSBYMEMBER", Why::deprecated, "GEOSEARCH and GEOSEARCHSTORE"},
    {"GEORADIUSBYMEMBER_RO", Why::deprecated, "GEOSEARCH"},
    {"GEORADIUS_RO", Why::deprecated, "GEOSEARCH"},
    {"HMSET", Why::deprecated, "HSET"},
    {"QUIT", Why::deprecated, "the connection is closed"},
    {"RPOPLPUSH", Why::deprecated, "LMOVE with ListEnd::right and ListEnd::left"},
    {"SLAVEOF", Why::deprecated, "REPLICAOF, which is left out too"},
    {"SUBSTR", Why::deprecated, "GETRANGE"},
    {"ZRANGEBYLEX", Why::deprecated, "ZRANGE by LexRange"},
    {"ZRANGEBYSCORE", Why::deprecated, "ZRANGE by ScoreRange"},
    {"ZREVRANGE", Why::deprecated, "ZRANGE, reversed"},
    {"ZREVRANGEBYLEX", Why::deprecated, "ZRANGE by LexRange, reversed"},
    {"ZREVRANGEBYSCORE", Why::deprecated, "ZRANGE by ScoreRange, reversed"},
    {"VADD", Why::data_type, "vector sets", Since{.redis = {8, 0}}},
    {"VCARD", Why::data_type, "vector sets", Since{.redis = {8, 0}}},
    {"VDIM", Why::data_type, "vector sets", Since{.redis = {8, 0}}},
    {"VEMB", Why::data_type, "vector sets", Since{.redis = {8, 0}}},
    {"VGETATTR", Why::data_type, "vector sets", Since{.redis = {8, 0}}},
    {"VINFO", Why::data_type, "vector sets", Since{.redis = {8, 0}}},
    {"VISMEMBER", Why::data_type, "vector sets", Since{.redis = {8, 0}}},
    {"VLINKS", Why::data_type, "vector sets", Since{.redis = {8, 0}}},
    {"VRANDMEMBER", Why::data_type, "vector sets", Since{.redis = {8, 0}}},
    {"VREM", Why::data_type, "vector sets", Since{.redis = {8, 0}}},
    {"VSETATTR", Why::data_type, "vector sets", Since{.redis = {8, 0}}},
    {"VSIM", Why::data_type, "vector sets", Since{.redis = {8, 0}}},
    {"ACL HELP", Why::help, ""},
    {"CLIENT HELP", Why::help, ""},
    {"CLUSTER HELP", Why::help, ""},
    {"COMMAND HELP", Why::help, ""},
    {"COMMANDLOG HELP", Why::help, "", Since{.valkey = {8, 1}}},
    {"CONFIG HELP", Why::help, ""},
    {"FUNCTION HELP", Why::help, ""},
    {"LATENCY HELP", Why::help, ""},
    {"MEMORY HELP", Why::help, ""},
    {"MODULE HELP", Why::help, ""},
    {"OBJECT HELP", Why::help, ""},
    {"PUBSUB HELP", Why::help, ""},
    {"SCRIPT HELP", Why::help, ""},
    {"SLOWLOG HELP", Why::help, ""},
    {"XGROUP HELP", Why::help, ""},
    {"XINFO HELP", Why::help, ""},
    // clang-format on
};

}  // namespace tributary::test
