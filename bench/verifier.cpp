#include "verifier.hpp"

#include "workloads/parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace tributary::bench {

void Verifier::restart(std::size_t position) {
  std::fill(counters_.begin(), counters_.end(), kFirstCounter);
  position_ = position % workload_->requests.size();
  verified_ = 0;
  parts_ = 0;
}

void Verifier::field(std::string_view name, std::string_view value) {
  const auto found = std::find(kFieldNames.begin(), kFieldNames.end(), name);
  if (found == kFieldNames.end() || value != workload_->value_of(workload_->requests[position_].key)) {
    refuse(fmt::format("has the field '{}' with {} bytes", name.substr(0, 40), value.size()));
  }
  parts_ |= 1U << static_cast<unsigned>(found - kFieldNames.begin());
}

void Verifier::end_of_fields() {
  if (parts_ != (1U << kParts) - 1) refuse("lacks a field");
  parts_ = 0;
  next();
}

void Verifier::member(std::string_view name) {
  if (parts_ >= kParts || name != kMemberNames[parts_]) {
    refuse(fmt::format("has '{}' as member {}", name.substr(0, 40), parts_));
  }
  ++parts_;
}

void Verifier::end_of_members() {
  if (parts_ != kParts) refuse("lacks a member");
  parts_ = 0;
  next();
}

void Verifier::refuse(std::string_view what) const {
  throw std::runtime_error{fmt::format("reply {} {}", verified_, what)};
}

void Verifier::refuse_integer(std::int64_t value, std::size_t key) const {
  const auto expected = counters_.empty() ? fmt::format("above {}", kFirstCounter) : fmt::format("{}", counters_[key]);
  refuse(fmt::format(
      "is {}, but the counter of key {} must be {} (does another program write to the keys of this benchmark?)", value,
      key, expected));
}

void Verifier::refuse_bulk(std::string_view value, std::size_t key) const {
  refuse(fmt::format("has {} bytes '{}', but must be the payload of {} bytes", value.size(), value.substr(0, 40),
                     workload_->value_of(key).size()));
}

}  // namespace tributary::bench
