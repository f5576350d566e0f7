#include <tributary/commands/loaded_module.hpp>

#include "commands/reply_fields.hpp"

namespace tributary {

using namespace detail;

namespace {

using ModuleField = ReplyField<LoadedModule>;

constexpr std::array kModuleFields{
    ModuleField{"name", &read_member<&LoadedModule::name>, kRequired},
    ModuleField{"ver", &read_member<&LoadedModule::version>, kRequired},
    ModuleField{"path", &read_member<&LoadedModule::path>},
    ModuleField{"args", &read_member<&LoadedModule::args>},
};

}  // namespace

LoadedModule Codec<LoadedModule>::from_reply(const ReplyView& reply) { return struct_from(reply, kModuleFields); }

}  // namespace tributary
