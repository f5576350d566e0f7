#include "workloads/custom.hpp"

namespace tributary::bench::workloads {

void Custom::words(const Workload& workload, const Step& step, Words& words) {
  using Kind = CustomCommand::Word::Kind;
  for (const auto& word : workload.custom.words) {
    switch (word.kind) {
      case Kind::text: words.add(word.text); break;
      case Kind::key: words.add(step.key); break;
      case Kind::data: words.add(step.value); break;
      case Kind::random: words.add(word.text, step.request.number, word.behind); break;
    }
  }
}

Custom::Result Custom::operator()(Commands& redis, const Step& step) {
  words_.clear();
  words(*workload_, step, words_);
  const auto& all = words_.views();
  arguments_.assign(all.begin() + 1, all.end());
  return redis.command<AnyReply>(all.front(), arguments_);
}

}  // namespace tributary::bench::workloads
