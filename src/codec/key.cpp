#include <tributary/codec/key.hpp>

#include "codec/argument_encoder.hpp"

namespace tributary {

ComposedKey::ComposedKey(std::span<const Argument> parts) {
  using detail::kMaxInteger;
  char* const begin = short_.data();
  char* const end = begin + kShort;
  char* out = begin;
  for (const Argument& part : parts) {
    const auto room = static_cast<std::size_t>(end - out);
    if (part.kind() == Argument::Kind::text && part.text().size() <= room) {
      detail::copy_bytes(out, part.text().data(), part.text().size());
      out += part.text().size();
    } else if (part.kind() == Argument::Kind::signed_integer && room >= kMaxInteger) {
      out = detail::write_number(out, part.signed_integer());
    } else if (part.kind() == Argument::Kind::unsigned_integer && room >= kMaxInteger) {
      out = detail::write_digits(out, part.unsigned_integer());
    } else {
      size_ = static_cast<std::size_t>(out - begin);
      append_rest(parts.subspan(static_cast<std::size_t>(&part - parts.data())));
      return;
    }
  }
  size_ = static_cast<std::size_t>(out - begin);
}

ComposedKey::ComposedKey(std::string_view before, std::string_view text, std::string_view behind)
    : size_{before.size() + text.size() + behind.size()} {
  if (size_ > kShort) {
    long_.reserve(size_);
    long_.append(before).append(text).append(behind);
    return;
  }
  char* const out = short_.data();
  detail::copy_bytes(out, before.data(), before.size());
  detail::copy_bytes(out + before.size(), text.data(), text.size());
  detail::copy_bytes(out + before.size() + text.size(), behind.data(), behind.size());
}

/// Parts that need memory, if only for a moment, and those behind them.
void ComposedKey::append_rest(std::span<const Argument> parts) {
  for (const Argument& part : parts) {
    const std::string text = to_bytes(part);
    if (size_ + text.size() <= kShort) {
      detail::copy_bytes(short_.data() + size_, text.data(), text.size());
    } else {
      if (size_ <= kShort) long_.assign(short_.data(), size_);
      long_.append(text);
    }
    size_ += text.size();
  }
}

}  // namespace tributary
