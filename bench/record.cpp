#include "record.hpp"

#include <fmt/format.h>

namespace tributary::bench {

std::vector<std::pair<std::string_view, std::string>> first_record() {
  const RecordContent content = record_content(0);
  return {{"name", std::string{content.name}},
          {"email", std::string{content.email}},
          {"city", std::string{content.city}},
          {"country", std::string{content.country}},
          {"age", std::to_string(content.age)},
          {"logins", std::to_string(content.logins)},
          {"balance", fmt::format("{}", content.balance)},
          {"admin", content.admin ? "1" : ""},
          {"seen", std::to_string(content.seen)},
          {kSavesField, std::to_string(content.saves)}};
}

RecordContent record_content(std::int64_t saves) noexcept {
  const bool odd = saves % 2 != 0;
  return {.name = odd ? "Ada Lovelace" : "Grace Hopper",
          .email = odd ? "ada.lovelace@example.org" : "grace.hopper@example.org",
          .city = odd ? "London" : "New York City",
          .country = odd ? "GB" : "US",
          .age = odd ? 36 : 85,
          .logins = 1'000'000 + saves,
          .balance = 1024.5 + static_cast<double>(saves),
          .admin = odd,
          .seen = 1'700'000'000 + saves,
          .saves = saves};
}

}  // namespace tributary::bench
