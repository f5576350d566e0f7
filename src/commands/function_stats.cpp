#include <tributary/commands/function_stats.hpp>

#include "commands/reply_fields.hpp"

namespace tributary {

using namespace detail;

namespace {

constexpr std::array kRunningFields{
    ReplyField<RunningFunction>{"name", &read_member<&RunningFunction::name>, kRequired},
    ReplyField<RunningFunction>{"command", &read_member<&RunningFunction::command>, kRequired},
    ReplyField<RunningFunction>{"duration_ms", &read_member<&RunningFunction::running>, kRequired},
};

constexpr std::array kEngineFields{
    ReplyField<FunctionEngine>{"libraries_count", &read_member<&FunctionEngine::libraries>, kRequired},
    ReplyField<FunctionEngine>{"functions_count", &read_member<&FunctionEngine::functions>, kRequired},
};

constexpr std::array kStatsFields{
    ReplyField<FunctionStats>{"running_script", &read_member<&FunctionStats::running>, kRequired},
    ReplyField<FunctionStats>{"engines", &read_member<&FunctionStats::engines>, kRequired},
};

}  // namespace

RunningFunction Codec<RunningFunction>::from_reply(const ReplyView& reply) {
  return struct_from(reply, kRunningFields);
}

FunctionEngine Codec<FunctionEngine>::from_reply(const ReplyView& reply) { return struct_from(reply, kEngineFields); }

FunctionStats Codec<FunctionStats>::from_reply(const ReplyView& reply) { return struct_from(reply, kStatsFields); }

}  // namespace tributary
