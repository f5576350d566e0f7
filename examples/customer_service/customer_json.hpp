#pragma once

#include "customer.hpp"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace customer_service {

/// What a client sent is not what it must be. `field` is empty when it is not about one of them.
struct BadInput : std::runtime_error {
  explicit BadInput(const std::string& message) : std::runtime_error{message} {}
  BadInput(const std::string& message, std::string_view name, nlohmann::json sent)
      : std::runtime_error{message}, field{name}, value(std::move(sent)) {}

  std::string field;
  nlohmann::json value;  ///< what the field holds; null when it is missing
};

/// The number that an id in a path is.
///
/// Errors:   BadInput
std::int64_t customer_id(std::string_view text);

/// `{"customerID": 7, "firstName": "Ada", "lastName": "Lovelace"}`
///
/// Errors:   BadInput
Customer customer_of_json(const std::string& text);

nlohmann::json to_json(std::int64_t id, const Customer& customer);

}  // namespace customer_service
