#pragma once

// Opt-in: needs nlohmann-json on the include path of whoever includes it, which the library itself does not.

#include <tributary/codec/codec.hpp>
#include <tributary/codec/json_document.hpp>
#include <tributary/codec/wrapped.hpp>

#include <nlohmann/json.hpp>

#include <cmath>
#include <string>
#include <string_view>

namespace tributary {

namespace detail {

inline constexpr std::string_view kJson = "JSON";

/// std::invalid_argument for what JSON has no form for; dump() would write null for some of it.
inline void check_json(const Document& document) {
  switch (document.type()) {
    case Document::value_t::string: check_written_text(document.get_ref<const std::string&>(), Charset::utf8); return;
    case Document::value_t::number_float:
      if (const auto number = document.get<double>(); !std::isfinite(number)) {
        throw_bad_value(kJson, "the number " + std::to_string(number));
      }
      return;
    case Document::value_t::binary: throw_bad_value(kJson, "binary data");
    case Document::value_t::discarded: throw_bad_value(kJson, "a discarded value");
    case Document::value_t::object:
      for (const auto& [key, value] : document.items()) {
        check_written_text(key, Charset::utf8);
        check_json(value);
      }
      return;
    case Document::value_t::array:
      for (const Document& element : document) check_json(element);
      return;
    default: return;
  }
}

}  // namespace detail

/// Makes JSON the form of a type of your own that has nlohmann's to_json and from_json:
///
///     template <>
///     struct tributary::Codec<Job> : tributary::JsonCodec<Job> {};
///
/// Needs:  nlohmann-json, which tributary's own package does not ask for: `find_package(nlohmann_json REQUIRED)` and
///         `target_link_libraries(... nlohmann_json::nlohmann_json)`
/// Errors: std::invalid_argument while recording for text that is not UTF-8, NaN, infinities, binary data, and more
///         than 128 levels; CodecError for what is no JSON, is as deep, or is no T
/// Notes:  written without whitespace, the keys of maps in their order
template <class T>
struct JsonCodec {
  static void encode(const T& value, ByteWriter& out)
    requires detail::ToDocument<T>
  {
    const detail::Document& document = detail::document_of(value);
    detail::check_depth(document, detail::kJson);
    detail::check_json(document);
    out.append(document.dump());
  }

  static T decode(std::string_view text)
    requires detail::FromDocument<T>
  {
    const auto document = detail::DocumentBuilder::build(detail::kJson, text, nlohmann::json::input_format_t::json);
    return detail::from_document<T>(document, "JSON of another shape", text);
  }
};

/// A T as its JSON: `pipe.set("job:1", Json{job})`, `pipe.get<Json<Job>>("job:1")`. T is a list, a map, a
/// nlohmann::json, or any other type with nlohmann's to_json and from_json. Errors and the rest as JsonCodec.
template <class T>
class Json : public detail::Wrapped<T> {
 public:
  using detail::Wrapped<T>::Wrapped;
};
template <class T>
Json(T) -> Json<T>;
Json(const char*) -> Json<std::string>;

template <class T>
struct Codec<Json<T>> {
  static void encode(const Json<T>& value, ByteWriter& out)
    requires detail::ToDocument<T>
  {
    JsonCodec<T>::encode(*value, out);
  }
  static Json<T> decode(std::string_view text)
    requires detail::FromDocument<T>
  {
    return JsonCodec<T>::decode(text);
  }
};

/// A JSON value is its JSON.
template <>
struct Codec<nlohmann::json> : JsonCodec<nlohmann::json> {};

}  // namespace tributary
