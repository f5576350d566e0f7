#include "workloads/sorted_sets.hpp"

#include <fmt/format.h>

namespace tributary::bench::workloads {

void Zadd::first_state(const Workload&, const Step& step, Words& words) {
  words.add("ZADD");
  words.add(step.key);
  std::int64_t score = 0;
  for (const auto member : kMemberNames) {
    words.add(score++);
    words.add(member);
  }
}

std::string Zrange::reply(const Step&) {
  std::string text = fmt::format("*{}\r\n", kParts);
  for (const auto member : kMemberNames) text += fmt::format("${}\r\n{}\r\n", member.size(), member);
  return text;
}

void Zrange::verify(const SeenReply& reply, Verifier& verifier) {
  for (const auto name : reply.elements()) verifier.member(name);
  verifier.end_of_members();
}

}  // namespace tributary::bench::workloads
