#pragma once

/// Models to and from JSON, by nlohmann's library, which only this header needs: `nlohmann::json{user}`,
/// `json.get<User>()`.

#include <tributary/model/model.hpp>

#include <nlohmann/json.hpp>

#include <concepts>
#include <exception>
#include <stdexcept>
#include <string>
#include <tuple>
#include <type_traits>

namespace tributary {

namespace detail {

/// The member that holds the id.
inline constexpr const char* kJsonId = "id";

template <class T>
inline constexpr bool is_json_value = std::is_arithmetic_v<T> || std::same_as<T, std::string>;

template <class T>
nlohmann::json json_value(const T& value) {
  if constexpr (is_json_value<T>) {
    return value;
  } else if constexpr (Timelike<T>) {
    return count_of(value);
  } else {
    return to_bytes(value);
  }
}

template <class T>
T value_of_json(const nlohmann::json& json) {
  if constexpr (Number<T>) {
    if (!json.is_number_integer()) throw std::invalid_argument{"expected an integer, got " + json.dump()};
    return Codec<T>::decode(json.dump());  // exact, or out of range
  } else if constexpr (is_json_value<T>) {
    return json.get<T>();
  } else if constexpr (Timelike<T>) {
    return time_from<T>(value_of_json<typename T::rep>(json));
  } else {
    return Codec<T>::decode(json.get<std::string>());
  }
}

template <class F>
void field_from_json(F& field, const nlohmann::json& object) {
  const auto member = object.find(F::name());
  if (member == object.end()) return;
  if constexpr (F::traits.version) {
    return;  // only operations change it
  } else if (member->is_null()) {
    field.reset();
  } else {
    try {
      field = value_of_json<typename F::value_type>(*member);
    } catch (const std::exception&) {
      throw_refused_json(F::name(), member->dump());
    }
  }
}

}  // namespace detail

/// An object with the id and the fields that have a value. Numbers, booleans, text, and durations and points in time
/// (their count) are JSON's own; other types are the text that their codec makes.
///
/// Errors:   nlohmann's, when it is printed, for text that is not UTF-8
template <std::derived_from<detail::Record> M>
void to_json(nlohmann::json& json, const M& model) {
  json = nlohmann::json::object();
  if (!model.id().empty()) json[detail::kJsonId] = model.id();
  std::apply(
      [&](auto... field) {
        const auto add = [&](const auto& value) {
          using F = std::remove_cvref_t<decltype(value)>;
          static_assert(F::name() != detail::kJsonId, "in JSON \"id\" is the id of the record");
          if (value.has_value()) json[std::string{F::name()}] = detail::json_value(*value);
        };
        (add(model.*field), ...);
      },
      detail::all_fields<M>);
}

/// Assigns what the object holds; null resets a field. Members that are no fields are ignored, and so is the version.
///
/// Errors:   std::invalid_argument for a member that is no value of its field, and for what is no object
template <std::derived_from<detail::Record> M>
void from_json(const nlohmann::json& json, M& model) {
  if (!json.is_object()) throw std::invalid_argument{"a model is a JSON object, not " + json.dump()};
  if (const auto id = json.find(detail::kJsonId); id != json.end()) {
    model.set_id(id->is_string() ? id->template get<std::string>() : id->dump());
  }
  std::apply([&](auto... field) { (detail::field_from_json(model.*field, json), ...); }, detail::all_fields<M>);
}

}  // namespace tributary
