#include <tributary/commands/function_library_info.hpp>

#include "commands/reply_fields.hpp"

namespace tributary {

using namespace detail;

namespace {

using F = ReplyField<FunctionInfo>;
using L = ReplyField<FunctionLibraryInfo>;

constexpr std::array kFunctionFields{
    F{"name", &read_member<&FunctionInfo::name>, kRequired},
    F{"description", &read_member<&FunctionInfo::description>, kRequired},
    F{"flags", &read_member<&FunctionInfo::flags>, kRequired},
};

constexpr std::array kLibraryFields{
    L{"library_name", &read_member<&FunctionLibraryInfo::name>, kRequired},
    L{"engine", &read_member<&FunctionLibraryInfo::engine>, kRequired},
    L{"functions", &read_member<&FunctionLibraryInfo::functions>, kRequired},
    L{"library_code", &read_member<&FunctionLibraryInfo::code>},
};

}  // namespace

FunctionInfo Codec<FunctionInfo>::from_reply(const ReplyView& reply) { return struct_from(reply, kFunctionFields); }

FunctionLibraryInfo Codec<FunctionLibraryInfo>::from_reply(const ReplyView& reply) {
  return struct_from(reply, kLibraryFields);
}

}  // namespace tributary
