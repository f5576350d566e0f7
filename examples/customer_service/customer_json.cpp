#include "customer_json.hpp"

#include <charconv>
#include <system_error>

namespace customer_service {

namespace {

constexpr std::string_view kId = "customerID";

const nlohmann::json& member(const nlohmann::json& object, std::string_view field) {
  const auto found = object.find(field);
  if (found == object.end()) throw BadInput{"the field is missing", field, nullptr};
  return *found;
}

std::int64_t id_of(const nlohmann::json& object) {
  const nlohmann::json& id = member(object, kId);
  // Unsigned is what nlohmann-json calls all that are not negative; the largest of them is beyond what we have.
  if (id.is_number_unsigned() && id.get<std::uint64_t>() - 1 < std::uint64_t{INT64_MAX}) return id.get<std::int64_t>();
  throw BadInput{"the field must be a positive integer", kId, id};
}

std::string text_of(const nlohmann::json& object, std::string_view field) {
  const nlohmann::json& text = member(object, field);
  if (text.is_string() && !text.get_ref<const std::string&>().empty()) return text.get<std::string>();
  throw BadInput{"the field must be text that is not empty", field, text};
}

}  // namespace

std::int64_t customer_id(std::string_view text) {
  std::int64_t id = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (error == std::errc{} && end == text.data() + text.size() && id > 0) return id;
  throw BadInput{"the field must be a positive integer", kId, std::string{text}};
}

Customer customer_of_json(const std::string& text) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (json.is_discarded()) throw BadInput{"the body is not JSON"};
  if (!json.is_object()) throw BadInput{"the body is not a JSON object"};
  Customer customer{id_of(json)};
  customer.first_name = text_of(json, customer.first_name.name());
  customer.last_name = text_of(json, customer.last_name.name());
  return customer;
}

nlohmann::json to_json(std::int64_t id, const Customer& customer) {
  nlohmann::json json = nlohmann::json::object();
  json[std::string{kId}] = id;
  json[std::string{customer.first_name.name()}] = *customer.first_name;
  json[std::string{customer.last_name.name()}] = *customer.last_name;
  return json;
}

}  // namespace customer_service
