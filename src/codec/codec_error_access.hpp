#pragma once

#include <tributary/codec/codec_error.hpp>

#include <cstddef>
#include <optional>
#include <string_view>

namespace tributary::detail {

/// The place that a CodecError names, for the core, which may know a better name of it.
struct CodecErrorAccess {
  static std::optional<std::size_t>& element(CodecError& error) noexcept { return error.element_; }
  static const std::optional<std::size_t>& element(const CodecError& error) noexcept { return error.element_; }
  static bool has_place(const CodecError& error) noexcept { return error.place_size_ > 0; }
  /// What was expected, without the place.
  static std::string_view expected(const CodecError& error) noexcept {
    const std::string_view all = error.expected_;
    return error.place_size_ == 0 ? all : all.substr(0, all.size() - error.place_size_ - 1);
  }
};

}  // namespace tributary::detail
