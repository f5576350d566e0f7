#include <tributary/commands/named_field.hpp>

#include <tributary/codec/containers.hpp>

#include "resp/quote.hpp"

#include <string>

namespace tributary::detail {

std::optional<ReplyView> find_field(const ReplyView& reply, std::string_view name) {
  require_array(reply);
  require_even(reply);
  for (auto element = reply.begin(); element != reply.end(); ++element) {
    const bool found = (*element).is_text() && (*element).text() == name;
    ++element;
    if (found) return *element;
  }
  return std::nullopt;
}

ReplyView field_of(const ReplyView& reply, std::string_view name) {
  const auto value = find_field(reply, name);
  if (!value) throw_unexpected_reply("an array with a field " + quote(name), reply);
  return *value;
}

}  // namespace tributary::detail
