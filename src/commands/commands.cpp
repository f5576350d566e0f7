#include <tributary/commands/commands.hpp>

#include "commands/connection_verbs.hpp"
#include "commands/record.hpp"
#include "commands/record_words.hpp"
#include "core/executor.hpp"

namespace tributary {

using namespace detail;

namespace detail {

SlotHandle run_at_once(const std::shared_ptr<Executor>& executor, Merging merging, void* record,
                       RecordInto record_into) {
  StartingExecutor* const starting = executor->starting();
  if (starting != nullptr && merging == Merging::with_others) {
    if (Context* const open = starting->open_context(executor)) return record_into(record, *open);
  }
  Context once{executor, {}};
  SlotHandle slot = record_into(record, once);
  once.execute(Errors::raise);
  return slot;
}

SlotHandle record_words(Context& context, const ResultType& type, std::string_view verb, const Arguments& args) {
  GuardedRecording recording{context, verb};
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

SlotHandle Commands::record_command(const ResultType& type, std::string_view verb, const Arguments& args) {
  if (verb.empty()) throw std::invalid_argument{"a command needs a verb"};
  refuse_connection_verb(verb, args);
  return detail::record_or_run(
      *this, [&](detail::Context& context) { return detail::record_words(context, type, verb, args); });
}

detail::Context Commands::nested_context(std::string_view connection, const PipelineOptions& options) const {
  if (!connection.empty() && context_ != nullptr && context_->knows_names()) {
    return detail::Context(*context_, connection);
  }
  return detail::Context(context_, executor_, options);
}

}  // namespace tributary
