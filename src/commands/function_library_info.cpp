#include <tributary/commands/function_library_info.hpp>

#include "commands/reply_fields.hpp"

namespace tributary {

using namespace detail;

namespace {

using FunctionField = ReplyField<FunctionInfo>;
using LibraryField = ReplyField<FunctionLibraryInfo>;

constexpr std::array kFunctionFields{
    FunctionField{"name", &read_member<&FunctionInfo::name>, kRequired},
    FunctionField{"description", &read_member<&FunctionInfo::description>, kRequired},
    FunctionField{"flags", &read_member<&FunctionInfo::flags>, kRequired},
};

constexpr std::array kLibraryFields{
    LibraryField{"library_name", &read_member<&FunctionLibraryInfo::name>, kRequired},
    LibraryField{"engine", &read_member<&FunctionLibraryInfo::engine>, kRequired},
    LibraryField{"functions", &read_member<&FunctionLibraryInfo::functions>, kRequired},
    LibraryField{"library_code", &read_member<&FunctionLibraryInfo::code>},
};

}  // namespace

FunctionInfo Codec<FunctionInfo>::from_reply(const ReplyView& reply) { return struct_from(reply, kFunctionFields); }

FunctionLibraryInfo Codec<FunctionLibraryInfo>::from_reply(const ReplyView& reply) {
  return struct_from(reply, kLibraryFields);
}

}  // namespace tributary
