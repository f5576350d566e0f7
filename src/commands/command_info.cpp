#include <tributary/commands/command_info.hpp>

#include <tributary/codec/containers.hpp>
#include <tributary/codec/scalars.hpp>

#include <utility>

namespace tributary {

CommandInfo Codec<CommandInfo>::from_reply(const ReplyView& reply) {
  // Versions differ in how many elements there are: 6 at first, 10 since 7.0.0.
  constexpr std::size_t kAlways = 6;
  constexpr std::size_t kAclCategories = 6;
  constexpr std::size_t kTips = 7;
  constexpr std::size_t kSubcommands = 9;
  if (reply.size() < kAlways) throw_unexpected_reply("the facts of a command", reply);
  CommandInfo out;
  std::size_t index = 0;
  for (const ReplyView element : reply) {
    switch (index++) {
      case 0: out.name = tributary::decode<std::string>(element); break;
      case 1: out.arity = tributary::decode<std::int64_t>(element); break;
      case 2: out.flags = tributary::decode<std::vector<std::string>>(element); break;
      case 3: out.first_key = tributary::decode<std::int64_t>(element); break;
      case 4: out.last_key = tributary::decode<std::int64_t>(element); break;
      case 5: out.key_step = tributary::decode<std::int64_t>(element); break;
      case kAclCategories: out.acl_categories = tributary::decode<std::vector<std::string>>(element); break;
      case kTips: out.tips = tributary::decode<std::vector<std::string>>(element); break;
      case kSubcommands:
        for (const ReplyView subcommand : element) {
          if (subcommand.size() == 0) throw_unexpected_reply("the facts of a subcommand", subcommand);
          out.subcommands.push_back(tributary::decode<std::string>(*subcommand.begin()));
        }
        break;
      default: break;
    }
  }
  return out;
}

KeyWithFlags Codec<KeyWithFlags>::from_reply(const ReplyView& reply) {
  auto [key, flags] = tributary::decode<std::pair<std::string, std::vector<std::string>>>(reply);
  return {std::move(key), std::move(flags)};
}

}  // namespace tributary
