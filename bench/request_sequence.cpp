#include "request_sequence.hpp"

#include <algorithm>
#include <cmath>

namespace tributary::bench {
namespace {

class KeyDice {
 public:
  KeyDice(const SequenceOptions& options, std::size_t keys) : distribution_{options.distribution}, keys_{keys} {
    if (distribution_ != Distribution::zipf) return;
    double sum = 0;
    sums_.reserve(keys);
    for (std::size_t i = 1; i <= keys; ++i) sums_.push_back(sum += std::pow(static_cast<double>(i), -options.exponent));
  }

  std::size_t next(std::size_t index, Dice& dice) const {
    switch (distribution_) {
      case Distribution::sequential: break;
      case Distribution::uniform: return dice.below(keys_);
      case Distribution::zipf: {
        const auto found = std::upper_bound(sums_.begin(), sums_.end(), dice.share() * sums_.back());
        return std::min(static_cast<std::size_t>(found - sums_.begin()), keys_ - 1);
      }
    }
    return index % keys_;
  }

 private:
  Distribution distribution_;
  std::size_t keys_;
  std::vector<double> sums_;  // of zipf: the weights of the keys so far
};

}  // namespace

std::string_view to_string(Distribution distribution) noexcept {
  switch (distribution) {
    case Distribution::sequential: return "sequential";
    case Distribution::uniform: return "uniform";
    case Distribution::zipf: return "zipf";
  }
  return "?";
}

std::vector<Request> draw_requests(const SequenceOptions& options, std::size_t keys, std::size_t count) {
  const KeyDice key_dice{options, keys};
  Dice dice{options.seed};
  const std::size_t turn = std::size_t{options.ratio.sets} + options.ratio.gets;
  std::vector<Request> requests(count);
  for (std::size_t i = 0; i < count; ++i) {
    requests[i] = {.key = static_cast<std::uint32_t>(key_dice.next(i, dice)),
                   .number = static_cast<std::uint32_t>(dice.below(keys)),
                   .part = static_cast<std::uint16_t>(dice.below(kParts)),
                   .writes = i % turn < options.ratio.sets};
  }
  return requests;
}

}  // namespace tributary::bench
