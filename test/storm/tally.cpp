#include "tally.hpp"

#include <cstddef>

namespace tributary::storm {

namespace {

constexpr std::size_t kMostComplaints = 20;

}  // namespace

void Tally::complain(std::uint64_t Tally::*kind, std::string_view what, std::uint64_t times) {
  this->*kind += times;
  if (complaints.size() < kMostComplaints) complaints.emplace_back(what);
}

Tally& Tally::operator+=(const Tally& other) {
  for (const auto kind : {&Tally::batches, &Tally::confirmed, &Tally::maybe_applied, &Tally::not_sent, &Tally::lost,
                          &Tally::doubled, &Tally::misdelivered, &Tally::torn}) {
    this->*kind += other.*kind;
  }
  complaints.insert(complaints.end(), other.complaints.begin(), other.complaints.end());
  return *this;
}

}  // namespace tributary::storm
