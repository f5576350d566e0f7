#include <tributary/commands/function_library_info.hpp>

#include "commands/reply_fields.hpp"

namespace tributary {

using namespace detail;

namespace {

using F = ReplyField<FunctionInfo>;
using L = ReplyField<FunctionLibraryInfo>;

constexpr std::array kFunctionFields{
    F{"name", &read_member<&FunctionInfo::name>},
    F{"description", &read_member<&FunctionInfo::description>},
    F{"flags", &read_member<&FunctionInfo::flags>},
};

constexpr std::array kLibraryFields{
    L{"library_name", &read_member<&FunctionLibraryInfo::name>},
    L{"engine", &read_member<&FunctionLibraryInfo::engine>},
    L{"functions", &read_member<&FunctionLibraryInfo::functions>},
    L{"library_code", &read_member<&FunctionLibraryInfo::code>},
};

}  // namespace

FunctionInfo Codec<FunctionInfo>::from_reply(const ReplyView& reply) { return struct_from(reply, kFunctionFields); }

FunctionLibraryInfo Codec<FunctionLibraryInfo>::from_reply(const ReplyView& reply) {
  return struct_from(reply, kLibraryFields);
}

}  // namespace tributary
