#pragma once

#include "resp/reply_reader.hpp"
#include "support/reply_text.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace tributary::test {

/// Small limits, so that small inputs reach them.
inline constexpr ReplyLimits kFuzzLimits{
    .max_bulk_bytes = 200, .max_reply_bytes = 300, .max_elements = 20, .max_depth = 4};

/// What a reader made of an input. Which limit an error names, and where it is noticed, may depend on the pieces.
struct Reading {
  std::vector<std::string> replies;
  bool failed = false;
  bool at_boundary = true;
  bool broke_limits = false;  ///< a reply was delivered that is beyond them
  friend bool operator==(const Reading&, const Reading&) = default;
};

/// Keeps replies as text, and throws nothing.
class FuzzSink final : public detail::ReplySink {
 public:
  explicit FuzzSink(Reading& reading) noexcept : reading_{reading} {}

  bool on_reply(const ReplyView& reply) noexcept override {
    std::size_t elements = 0;
    std::size_t bytes = 0;
    const std::size_t depth = measure(reply, elements, bytes);
    const bool within = depth <= kFuzzLimits.max_depth && elements <= kFuzzLimits.max_elements &&
                        bytes <= std::max(kFuzzLimits.max_bulk_bytes, kFuzzLimits.max_reply_bytes);
    reading_.broke_limits = reading_.broke_limits || !within;
    reading_.replies.push_back(reply_text(reply));
    return true;
  }
  bool on_push(const ReplyView& push) noexcept override {
    on_reply(push);
    reading_.replies.back().insert(0, "push ");
    return true;
  }

 private:
  static std::size_t measure(const ReplyView& reply, std::size_t& elements, std::size_t& bytes) noexcept {
    ++elements;
    bytes += reply.text().size();
    std::size_t deepest = 0;
    for (const ReplyView element : reply) deepest = std::max(deepest, measure(element, elements, bytes));
    return deepest + (reply.is_array() ? 1 : 0);
  }

  Reading& reading_;
};

/// Reads `input` in pieces of the sizes that `next_size()` gives.
template <class F>
Reading read_in_pieces(std::string_view input, F&& next_size) {
  Reading reading;
  FuzzSink sink{reading};
  detail::ReplyReader reader{kFuzzLimits};
  while (!input.empty() && !reading.failed) {
    const std::size_t size = std::min<std::size_t>(std::max<std::size_t>(next_size(), 1), input.size());
    reading.failed = !reader.feed(input.substr(0, size), sink);
    input.remove_prefix(size);
  }
  reading.at_boundary = reader.at_boundary();
  return reading;
}

/// Reads any bytes in several ways, which must not differ. Throws std::logic_error when a promise is broken; returns
/// the common reading.
inline Reading check_reply_reader(std::string_view input) {
  const Reading whole = read_in_pieces(input, [&] { return input.size(); });
  if (whole.broke_limits) throw std::logic_error{"a reply beyond the limits was delivered"};
  if (whole.failed && whole.at_boundary) throw std::logic_error{"a broken reader claims to be at a boundary"};
  if (read_in_pieces(input, [] { return std::size_t{1}; }) != whole)
    throw std::logic_error{"byte by byte it reads differently"};
  // The input's own bytes choose the cuts, so that a finding can be repeated.
  std::size_t at = 0;
  const auto from_input = [&] { return static_cast<unsigned char>(input[at++ % input.size()]) % 40U; };
  if (read_in_pieces(input, from_input) != whole) throw std::logic_error{"in other pieces it reads differently"};
  return whole;
}

}  // namespace tributary::test
