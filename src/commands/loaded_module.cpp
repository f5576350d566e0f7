#include <tributary/commands/loaded_module.hpp>

#include "commands/reply_fields.hpp"

namespace tributary {

using namespace detail;

namespace {

using F = ReplyField<LoadedModule>;

constexpr std::array kFields{
    F{"name", &read_member<&LoadedModule::name>, kRequired},
    F{"ver", &read_member<&LoadedModule::version>, kRequired},
    F{"path", &read_member<&LoadedModule::path>},
    F{"args", &read_member<&LoadedModule::args>},
};

}  // namespace

LoadedModule Codec<LoadedModule>::from_reply(const ReplyView& reply) { return struct_from(reply, kFields); }

}  // namespace tributary
