#include <tributary/commands/commands.hpp>

#include "commands/connection_verbs.hpp"
#include "commands/record.hpp"
#include "commands/record_words.hpp"

namespace tributary {

using namespace detail;

namespace detail {

SlotHandle record_words(Context& context, const ResultType& type, std::string_view verb,
                        std::span<const Argument> args) {
  Recording recording{context};
  RequestBuffer& out = recording.out();
  out.commit(write_header(out.room(kMaxHeader), '*', args.size() + 1));
  append(out, verb);
  append(out, args);
  SlotHandle slot{recording.finish(type, nullptr)};
  SlotIssuer::set_verb(*slot, verb);
  recording.flush_when_due();
  return slot;
}

}  // namespace detail

SlotHandle Commands::record_command(const ResultType& type, std::string_view verb, std::span<const Argument> args) {
  if (verb.empty()) throw std::invalid_argument{"a command needs a verb"};
  refuse_connection_verb(verb, args);
  if (context_ != nullptr) return detail::record_words(*context_, type, verb, args);
  Context once{executor_, {}};
  SlotHandle slot = detail::record_words(once, type, verb, args);
  once.execute(Errors::raise);
  return slot;
}

}  // namespace tributary
