#include "workloads/words.hpp"

#include "workloads/seen_reply.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace tributary::bench {

std::string encoded(const std::vector<std::string_view>& words) {
  std::string text = fmt::format("*{}\r\n", words.size());
  for (const auto word : words) text += fmt::format("${}\r\n{}\r\n", word.size(), word);
  return text;
}

void SeenReply::require(Kind kind) const {
  if (kind_ != kind) throw std::runtime_error{"a reply of another type"};
}

std::int64_t SeenReply::integer() const {
  require(Kind::integer);
  return integer_;
}

std::string_view SeenReply::text() const {
  require(Kind::text);
  return text_;
}

const std::vector<std::string_view>& SeenReply::elements() const {
  require(Kind::array);
  return elements_;
}

}  // namespace tributary::bench
