#pragma once

#include <tributary/codec/codec.hpp>

#include <exception>
#include <memory>
#include <optional>
#include <utility>

namespace tributary {

namespace detail {

/// The exception of a codec that is being handled, as a CodecError.
TRIBUTARY_API std::shared_ptr<const CodecError> caught_codec_error(const ReplyView& reply);

}  // namespace detail

/// A T, or why what Redis holds is none. As the type of an element it reads on past what does not decode, which would
/// fail the whole result: `lrange<Decoded<Job>>("jobs", 0, -1)`, `hgetall<std::map<std::string, Decoded<int>>>("h")`,
/// `xreadgroup<Decoded<Fields>>(...)`.
template <class T>
class Decoded {
 public:
  using value_type = T;

  Decoded() : value_{std::in_place} {}
  explicit Decoded(T value) : value_{std::move(value)} {}
  explicit Decoded(std::shared_ptr<const CodecError> error) noexcept : error_{std::move(error)} {}

  [[nodiscard]] bool has_value() const noexcept { return value_.has_value(); }
  /// The value.
  ///
  /// Errors:   the CodecError
  const T& value() const& {
    require_value();
    return *value_;
  }
  T value() && {
    require_value();
    return *std::move(value_);
  }
  const T& operator*() const& { return value(); }
  T operator*() && { return std::move(*this).value(); }
  const T* operator->() const { return &value(); }
  [[nodiscard]] T value_or(T fallback) const { return value_ ? *value_ : std::move(fallback); }
  /// Why there is no value; null when there is one. Lives as long as this.
  [[nodiscard]] const CodecError* error() const noexcept { return error_.get(); }

 private:
  void require_value() const {
    if (!value_) throw CodecError{*error_};
  }

  std::optional<T> value_;
  std::shared_ptr<const CodecError> error_;
};

template <Decodable T>
struct Codec<Decoded<T>> {
  static Decoded<T> from_reply(const ReplyView& reply) {
    try {
      return Decoded<T>{tributary::decode<T>(reply)};
    } catch (const std::exception&) {
      return Decoded<T>{detail::caught_codec_error(reply)};
    }
  }
};

}  // namespace tributary
