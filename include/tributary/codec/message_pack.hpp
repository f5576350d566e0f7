#pragma once

// Opt-in: needs nlohmann-json on the include path of whoever includes it, which the library itself does not.

#include <tributary/codec/codec.hpp>
#include <tributary/codec/json_document.hpp>
#include <tributary/codec/wrapped.hpp>

#include <nlohmann/json.hpp>

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace tributary {

namespace detail {

inline constexpr std::string_view kMessagePack = "MessagePack";

/// std::invalid_argument for what MessagePack has no form for. Its types of binary data are bytes.
inline void check_message_pack(const Document& document) {
  if (document.is_binary() && document.get_binary().has_subtype() &&
      document.get_binary().subtype() > std::numeric_limits<std::uint8_t>::max()) {
    throw_bad_value(kMessagePack, "binary data of the type " + std::to_string(document.get_binary().subtype()));
  }
  if (document.is_discarded()) throw_bad_value(kMessagePack, "a discarded value");
  if (!document.is_structured()) return;
  for (const Document& element : document) check_message_pack(element);
}

}  // namespace detail

/// Makes MessagePack the form of a type of your own that has nlohmann's to_json and from_json:
///
///     template <>
///     struct tributary::Codec<Job> : tributary::MessagePackCodec<Job> {};
///
/// Smaller than JSON, and takes what JSON has no form for: NaN, infinities, binary data (`nlohmann::json::binary`), and
/// strings of any bytes.
///
/// Needs:  nlohmann-json, which tributary's own package does not ask for: `find_package(nlohmann_json REQUIRED)` and
///         `target_link_libraries(... nlohmann_json::nlohmann_json)`
/// Errors: std::invalid_argument while recording for more than 128 levels; CodecError for what is no MessagePack, is as
///         deep, has keys that are no strings, or is no T
/// Source: github.com/msgpack/msgpack/blob/master/spec.md
template <class T>
struct MessagePackCodec {
  static void encode(const T& value, ByteWriter& out)
    requires detail::ToDocument<T>
  {
    const detail::Document& document = detail::document_of(value);
    detail::check_depth(document, detail::kMessagePack);
    detail::check_message_pack(document);
    const std::vector<std::uint8_t> bytes = nlohmann::json::to_msgpack(document);
    out.append({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  }

  static T decode(std::string_view bytes)
    requires detail::FromDocument<T>
  {
    const auto document =
        detail::DocumentBuilder::build(detail::kMessagePack, bytes, nlohmann::json::input_format_t::msgpack);
    return detail::from_document<T>(document, "MessagePack of another shape", bytes);
  }
};

/// A T as its MessagePack: `pipe.set("job:1", MessagePack{job})`, `pipe.get<MessagePack<Job>>("job:1")`. T is a list, a
/// map, a nlohmann::json, or any other type with nlohmann's to_json and from_json. Errors and the rest as
/// MessagePackCodec.
template <class T>
class MessagePack : public detail::Wrapped<T> {
 public:
  using detail::Wrapped<T>::Wrapped;
};
template <class T>
MessagePack(T) -> MessagePack<T>;
MessagePack(const char*) -> MessagePack<std::string>;

template <class T>
struct Codec<MessagePack<T>> {
  static void encode(const MessagePack<T>& value, ByteWriter& out)
    requires detail::ToDocument<T>
  {
    MessagePackCodec<T>::encode(*value, out);
  }
  static MessagePack<T> decode(std::string_view bytes)
    requires detail::FromDocument<T>
  {
    return MessagePackCodec<T>::decode(bytes);
  }
};

}  // namespace tributary
