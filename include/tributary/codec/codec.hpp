#pragma once

#include <tributary/codec/byte_writer.hpp>
#include <tributary/codec/codec_error.hpp>
#include <tributary/resp/reply_view.hpp>

#include <concepts>
#include <string_view>

namespace tributary {

/// How a C++ type becomes bytes in Redis and back. Specialise it for your own types:
///
///     template <>
///     struct tributary::Codec<Point> {
///       static void encode(const Point& point, ByteWriter& out);   // to use it as an argument
///       static Point decode(std::string_view bytes);               // to use it as a result; may throw
///     };
///
/// An exception from `encode` reaches the caller of the command, and nothing is recorded. One from `decode` becomes the
/// error of that one result. A type whose reply is not one string has `static T from_reply(const ReplyView&)` instead
/// of, or beside, `decode`.
///
/// Built in: text, bytes, integers, floating point, bool, enums, durations, points in time, optionals, pairs, tuples,
/// sequences, sets, maps. Another form of the same C++ type is another type that wraps it: Utf8, Ascii, StringList,
/// Json, MessagePack. `char` and wide characters have none: it is not clear whether a letter or a number is meant.
template <class T>
struct Codec {};

namespace detail {

template <class T>
concept WritesBytes = requires(const T& value, ByteWriter& out) { Codec<T>::encode(value, out); };

template <class T>
concept ReadsBytes = requires(std::string_view bytes) {
  { Codec<T>::decode(bytes) } -> std::convertible_to<T>;
};

template <class T>
concept ReadsReply = requires(const ReplyView& reply) {
  { Codec<T>::from_reply(reply) } -> std::convertible_to<T>;
};

}  // namespace detail

/// Types that a result may have.
template <class T>
concept Decodable = detail::ReadsReply<T> || detail::ReadsBytes<T>;

/// The value of a reply, or CodecError (or what the codec throws).
template <Decodable T>
T decode(const ReplyView& reply) {
  if constexpr (detail::ReadsReply<T>) {
    return Codec<T>::from_reply(reply);
  } else {
    if (!reply.is_text()) throw_unexpected_reply("a string", reply);
    return Codec<T>::decode(reply.text());
  }
}

}  // namespace tributary
