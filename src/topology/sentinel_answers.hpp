#pragma once

#include "link/place.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace tributary::detail {

/// What one sentinel says of a master.
struct SentinelAnswer {
  enum class Kind : unsigned char {
    none,     ///< nothing yet
    failed,   ///< it could not be asked; `words` says why
    unknown,  ///< it watches no master of that name
    knows,    ///< `master` is the place
  };

  std::string sentinel;  ///< its place
  Kind kind = Kind::none;
  std::string words{};
  Place master{};
  std::uint64_t epoch = 0;  ///< of the configuration: a later failover has a higher one
  bool is_down = false;     ///< it holds the master for down
};

/// The master, as far as the sentinels have answered: of the latest configuration, and where two of the same epoch
/// differ, what most of them say. Nothing as long as others may know better: until more than half of all say the same,
/// or nobody else is going to answer. Nothing, either, when most of those who know it hold it for down.
///
/// `is_final`: nobody else is going to answer
std::optional<Place> master_of(std::span<const SentinelAnswer> answers, bool is_final);

/// Why there is none: what each sentinel said.
std::string why_no_master(std::span<const SentinelAnswer> answers, const std::string& master_name);

}  // namespace tributary::detail
