#pragma once

#include <tributary/codec/text.hpp>
#include <tributary/config.hpp>
#include <tributary/core/deferred_result.hpp>
#include <tributary/core/ok.hpp>

#include <fmt/core.h>

#include <concepts>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace tributary::detail {

/// What is printed of a value: the value, or what is in the optional, the commonest of them. `Checked` is what fmt
/// checks its format for: for texts and integers of all kinds the one whose formatter is complete in fmt/core.h.
template <class T>
struct Printed {
  using Checked = T;
  static const T* of(const T& value) noexcept { return &value; }
};
template <std::integral T>
  requires(!std::same_as<T, bool> && !std::same_as<T, char>)
struct Printed<T> {
  using Checked = std::conditional_t<std::is_signed_v<T>, long long, unsigned long long>;
  static const T* of(const T& value) noexcept { return &value; }
};
template <>
struct Printed<std::string> {
  using Checked = fmt::string_view;
  static const std::string* of(const std::string& value) noexcept { return &value; }
};
template <Charset charset>
struct Printed<CheckedString<charset>> : Printed<std::string> {};
template <class T>
struct Printed<std::optional<T>> {
  using Checked = typename Printed<T>::Checked;
  static auto of(const std::optional<T>& value) noexcept { return value ? Printed<T>::of(*value) : nullptr; }
};

/// The one value in its format, which is what stands behind the colon of a replacement field.
TRIBUTARY_API std::string print_value(std::string_view format, fmt::format_args value);

template <class Out>
Out write_text(std::string_view text, Out out) {
  for (const char character : text) *out++ = character;
  return out;
}

/// The part that fmt's formatters of results and texts have in common. It keeps the format as text, for print_value().
///
/// fmt's formatters are only used to check a format, in a template, so at a place where they are complete: those of the
/// standard types are not before fmt/format.h, which would triple the cost of this header. And nothing here calls a
/// template that libfmt holds compiled: g++ and clang give these different names.
template <class Checked>
class RememberedFormat {
 public:
  template <class ParseContext>
  constexpr auto parse(ParseContext& context) {
    const auto* begin = context.begin();
    fmt::formatter<Checked> checked;
    const auto* end = checked.parse(context);
    format_ = std::string_view{begin, static_cast<std::size_t>(end - begin)};
    return end;
  }

 protected:
  std::string_view format_;
};

}  // namespace tributary::detail

/// `fmt::print("{}", result)`: the value with its own format, `(nil)` for an empty optional, or what the state is.
/// Harmless in every state.
template <class T>
struct fmt::formatter<tributary::DeferredResult<T>>
    : tributary::detail::RememberedFormat<typename tributary::detail::Printed<T>::Checked> {
  template <class Context>
  auto format(const tributary::DeferredResult<T>& result, Context& context) const {
    return tributary::detail::write_text(text_of(result), context.out());
  }

 private:
  std::string text_of(const tributary::DeferredResult<T>& result) const {
    if (tributary::detail::ResultAccess::is_moved_away(result)) return "(moved away)";
    if (!result.ready()) return "(pending)";
    if (const auto* error = result.error()) return "(error: " + error->message + ')';
    const auto* value = tributary::detail::Printed<T>::of(*result);
    if (value == nullptr) return "(nil)";
    return tributary::detail::print_value(this->format_, fmt::make_format_args(*value));
  }
};

/// fmt prints what inherits from a string, but has a formatter for the string only.
template <tributary::Charset charset>
struct fmt::formatter<tributary::CheckedString<charset>> : tributary::detail::RememberedFormat<fmt::string_view> {
  template <class Context>
  auto format(const tributary::CheckedString<charset>& text, Context& context) const {
    const fmt::string_view view{text.data(), text.size()};
    return tributary::detail::write_text(tributary::detail::print_value(this->format_, fmt::make_format_args(view)),
                                         context.out());
  }
};

template <>
struct fmt::formatter<tributary::Ok> {
  constexpr auto parse(fmt::format_parse_context& context) { return context.begin(); }
  template <class Context>
  auto format(tributary::Ok, Context& context) const {
    return tributary::detail::write_text("OK", context.out());
  }
};
