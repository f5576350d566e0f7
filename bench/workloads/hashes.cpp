#include "workloads/hashes.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace tributary::bench::workloads {

void Hset::first_state(const Workload&, const Step& step, Words& words) {
  words.add("HSET");
  words.add(step.key);
  for (const auto field : kFieldNames) {
    words.add(field);
    words.add(step.value);
  }
}

std::string Hgetall::reply(const Step& step) {
  std::string text = fmt::format("*{}\r\n", 2 * kParts);
  for (const auto field : kFieldNames) {
    text += fmt::format("${}\r\n{}\r\n${}\r\n{}\r\n", field.size(), field, step.value.size(), step.value);
  }
  return text;
}

void Hgetall::verify(const SeenReply& reply, Verifier& verifier) {
  const auto& elements = reply.elements();
  if (elements.size() % 2 != 0) throw std::runtime_error{"a field has no value"};
  for (std::size_t i = 0; i < elements.size(); i += 2) verifier.field(elements[i], elements[i + 1]);
  verifier.end_of_fields();
}

}  // namespace tributary::bench::workloads
