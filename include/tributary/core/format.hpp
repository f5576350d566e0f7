#pragma once

#include <tributary/codec/text.hpp>
#include <tributary/core/deferred_result.hpp>
#include <tributary/core/ok.hpp>

#include <fmt/core.h>

#include <optional>
#include <string>
#include <string_view>

namespace tributary::detail {

/// What is printed of a value: the value, or what is in the optional, the commonest of them.
template <class T>
struct Printed {
  using Type = T;
  static const T* of(const T& value) noexcept { return &value; }
};
template <class T>
struct Printed<std::optional<T>> {
  using Type = T;
  static const T* of(const std::optional<T>& value) noexcept { return value ? &*value : nullptr; }
};

}  // namespace tributary::detail

/// `fmt::print("{}", result)`: the value with its own format, `(nil)` for an empty optional, or what the state is.
/// Harmless in every state.
template <class T>
struct fmt::formatter<tributary::DeferredResult<T>> : fmt::formatter<typename tributary::detail::Printed<T>::Type> {
  // The value's format is remembered as text and given to the compiled formatting functions: the formatters of the
  // standard types are complete only in fmt/format.h, which would triple the cost of this header.
  constexpr auto parse(fmt::format_parse_context& context) {
    const auto* begin = context.begin();
    const auto* end = fmt::formatter<typename tributary::detail::Printed<T>::Type>::parse(context);
    spec_ = std::string_view{begin, static_cast<std::size_t>(end - begin)};
    return end;
  }

  template <class Context>
  auto format(const tributary::DeferredResult<T>& result, Context& context) const {
    if (!result.ready()) {
      const bool moved = tributary::detail::ResultAccess::is_moved_away(result);
      return fmt::format_to(context.out(), "{}", moved ? "(moved away)" : "(pending)");
    }
    if (const auto* error = result.error()) return fmt::format_to(context.out(), "(error: {})", error->message);
    const auto* value = tributary::detail::Printed<T>::of(*result);
    if (value == nullptr) return fmt::format_to(context.out(), "(nil)");
    const std::string format = "{:" + std::string{spec_} + "}";
    return fmt::vformat_to(context.out(), fmt::string_view{format}, fmt::make_format_args(*value));
  }

 private:
  std::string_view spec_;
};

/// fmt prints what inherits from a string, but has a formatter for the string only.
template <tributary::Charset charset>
struct fmt::formatter<tributary::CheckedString<charset>> : fmt::formatter<std::string_view> {};

template <>
struct fmt::formatter<tributary::Ok> {
  constexpr auto parse(fmt::format_parse_context& context) { return context.begin(); }
  template <class Context>
  auto format(tributary::Ok, Context& context) const {
    return fmt::format_to(context.out(), "OK");
  }
};
