#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tributary::bench {

/// The field that counts how often a record was saved.
inline constexpr std::string_view kSavesField = "saves";

/// The ten fields that the modes of records load and save, as Redis holds them: text, numbers, a flag and a time. A
/// record that was never saved has `saves` 0.
[[nodiscard]] std::vector<std::pair<std::string_view, std::string>> first_record();

/// What changes with each save, so that a model has all of its ten fields to write.
struct RecordContent {
  std::string_view name;
  std::string_view email;
  std::string_view city;
  std::string_view country;
  int age;
  std::int64_t logins;
  double balance;
  bool admin;
  std::int64_t seen;  ///< seconds since 1970
  std::int64_t saves;
};

/// The content of a record's save number `saves`; it differs in every field from the one before.
[[nodiscard]] RecordContent record_content(std::int64_t saves) noexcept;

}  // namespace tributary::bench
