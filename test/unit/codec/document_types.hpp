#pragma once

// Types that nlohmann-json knows, and text of documents.

#include <nlohmann/json.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tributary::test {

/// Aggregate with to_json and from_json, and no codec.
struct Job {
  std::string title;
  int priority = 0;
  std::vector<double> costs;
  friend bool operator==(const Job&, const Job&) = default;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Job, title, priority, costs)

/// `levels` lists in each other.
inline nlohmann::json nested_lists(std::size_t levels) {
  auto list = nlohmann::json::array();
  for (std::size_t i = 1; i < levels; ++i) list = nlohmann::json::array({std::move(list)});
  return list;
}

inline std::string repeated(std::string_view text, std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += text;
  return out;
}

}  // namespace tributary::test
