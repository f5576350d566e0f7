#include <tributary/commands/memory_stats.hpp>

#include "commands/reply_fields.hpp"

namespace tributary {

using namespace detail;

MemoryStats Codec<MemoryStats>::from_reply(const ReplyView& reply) {
  constexpr std::string_view kDatabase = "db.";
  MemoryStats out;
  for_each_field(reply, [&](std::string_view name, const ReplyView& value) {
    if (!value.is_array()) {
      out.values.emplace(name, tributary::decode<double>(value));
    } else if (name.starts_with(kDatabase)) {
      const auto number = Codec<std::int64_t>::decode(name.substr(kDatabase.size()));
      out.databases.emplace(number, tributary::decode<std::map<std::string, std::int64_t>>(value));
    }
  });
  return out;
}

}  // namespace tributary
