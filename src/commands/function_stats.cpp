#include <tributary/commands/function_stats.hpp>

#include "commands/reply_fields.hpp"

namespace tributary {

using namespace detail;

namespace {

constexpr std::array kRunningFields{
    ReplyField<RunningFunction>{"name", &read_member<&RunningFunction::name>},
    ReplyField<RunningFunction>{"command", &read_member<&RunningFunction::command>},
    ReplyField<RunningFunction>{"duration_ms", &read_member<&RunningFunction::running>},
};

constexpr std::array kEngineFields{
    ReplyField<FunctionEngine>{"libraries_count", &read_member<&FunctionEngine::libraries>},
    ReplyField<FunctionEngine>{"functions_count", &read_member<&FunctionEngine::functions>},
};

constexpr std::array kStatsFields{
    ReplyField<FunctionStats>{"running_script", &read_member<&FunctionStats::running>},
    ReplyField<FunctionStats>{"engines", &read_member<&FunctionStats::engines>},
};

}  // namespace

RunningFunction Codec<RunningFunction>::from_reply(const ReplyView& reply) {
  return struct_from(reply, kRunningFields);
}

FunctionEngine Codec<FunctionEngine>::from_reply(const ReplyView& reply) { return struct_from(reply, kEngineFields); }

FunctionStats Codec<FunctionStats>::from_reply(const ReplyView& reply) { return struct_from(reply, kStatsFields); }

}  // namespace tributary
