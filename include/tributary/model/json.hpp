#pragma once

/// Models to and from JSON, by nlohmann's library, which only this header needs: `nlohmann::json{user}`,
/// `json.get<User>()`.

#include <tributary/model/model.hpp>

#include <nlohmann/json.hpp>

#include <cmath>
#include <concepts>
#include <exception>
#include <optional>
#include <stdexcept>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

namespace tributary {

namespace detail {

/// The member that holds the id.
inline constexpr const char* kJsonId = "id";

template <class T>
inline constexpr bool is_json_value = std::is_arithmetic_v<T> || std::same_as<T, std::string>;

template <class T>
nlohmann::json json_value(const T& value) {
  if constexpr (std::floating_point<T>) {
    // JSON has no infinity, and nlohmann-json would write null, which is no value.
    return std::isfinite(value) ? nlohmann::json(value) : nlohmann::json(to_bytes(value));
  } else if constexpr (is_json_value<T>) {
    return value;
  } else if constexpr (Timelike<T>) {
    return json_value(count_of(value));
  } else {
    return to_bytes(value);
  }
}

template <class T>
T value_of_json(const nlohmann::json& json) {
  if constexpr (Number<T>) {
    if (!json.is_number_integer()) throw std::invalid_argument{"expected an integer, got " + json.dump()};
    return Codec<T>::decode(json.dump());  // exact, or out of range
  } else if constexpr (std::floating_point<T>) {
    return Codec<T>::decode(json.is_string() ? json.get<std::string>() : json.dump());
  } else if constexpr (is_json_value<T>) {
    return json.get<T>();
  } else if constexpr (Timelike<T>) {
    return time_from<T>(value_of_json<typename T::rep>(json));
  } else {
    return Codec<T>::decode(json.get<std::string>());
  }
}

/// What an object says of a field: nothing, that it has no value, or a value.
template <class F>
using JsonMember = std::optional<std::optional<typename F::value_type>>;

template <class F>
JsonMember<F> member_of(const nlohmann::json& object) {
  const auto member = object.find(F::name());
  if (F::traits.version || member == object.end()) return std::nullopt;  // only operations change the version
  if (member->is_null()) return std::optional<typename F::value_type>{};
  try {
    return std::optional{value_of_json<typename F::value_type>(*member)};
  } catch (const std::exception&) {
    throw_refused_json(F::name(), member->dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
  }
}

template <class F>
void assign_member(F& field, JsonMember<F>&& member) {
  if constexpr (!F::traits.version) {
    if (!member) return;
    if (*member) {
      field = std::move(**member);
    } else {
      field.reset();
    }
  }
}

/// The id that an object names; empty when it names none.
inline std::string id_of_json(const nlohmann::json& object) {
  const auto id = object.find(kJsonId);
  if (id == object.end()) return {};
  if (id->is_string()) return id->get<std::string>();
  if (id->is_number_integer()) return id->dump();
  throw std::invalid_argument{"the id of a model is text or an integer, not " + id->dump()};
}

}  // namespace detail

/// An object with the id and the fields that have a value; what a record was loaded without is left out. Numbers,
/// booleans, text, and durations and points in time (their count) are JSON's own; NaN and the infinities, which JSON
/// does not have, and other types are the text that their codec makes.
///
/// Errors:   nlohmann's, when it is printed, for text that is not UTF-8
template <std::derived_from<detail::RecordBase> M>
void to_json(nlohmann::json& json, const M& model) {
  json = nlohmann::json::object();
  if (!model.id().empty()) json[detail::kJsonId] = model.id();
  std::apply(
      [&](auto... field) {
        const auto add = [&](const auto& value) {
          using F = std::remove_cvref_t<decltype(value)>;
          static_assert(F::name() != detail::kJsonId, "in JSON \"id\" is the id of the record");
          if (value.readable() && value.has_value()) json[std::string{F::name()}] = detail::json_value(*value);
        };
        (add(model.*field), ...);
      },
      detail::all_fields<M>);
}

/// Assigns what the object holds; null resets a field. Members that are no fields are ignored, and so is the version.
///
/// Errors:   std::invalid_argument, and nothing is assigned, for a member that is no value of its field, for another id
///           than the record has, and for what is no object
template <std::derived_from<detail::RecordBase> M>
void from_json(const nlohmann::json& json, M& model) {
  if (!json.is_object()) throw std::invalid_argument{"a model is a JSON object, not " + json.dump()};
  std::string id = detail::id_of_json(json);
  if (!id.empty() && !model.id().empty() && id != model.id()) {
    throw std::invalid_argument{"the record with the id " + model.id() + " cannot become the one with the id " + id};
  }
  std::apply(
      [&](auto... field) {
        auto members = std::tuple{detail::member_of<std::remove_cvref_t<decltype(model.*field)>>(json)...};
        if (!id.empty()) detail::RecordAccess::record(model).set_id(std::move(id));
        std::apply([&](auto&... member) { (detail::assign_member(model.*field, std::move(member)), ...); }, members);
      },
      detail::all_fields<M>);
}

}  // namespace tributary
