#include "codec/argument_encoder.hpp"

#include "codec/read_double.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <stdexcept>

namespace tributary {

void ByteWriter::append(std::string_view bytes) { out_->append(bytes); }

void Argument::set_c_string(const char* text) {
  if (text == nullptr) throw std::invalid_argument{"an argument is a null char pointer"};
  set(std::string_view{text});
}

void Argument::set_float(float value) noexcept {
  char digits[detail::kMaxDouble];
  const char* const end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  kind_ = Kind::real;
  detail::read_double(digits, end, real_);
}

std::string to_bytes(const Argument& argument) {
  if (argument.kind() == Argument::Kind::text) return std::string{argument.text()};
  detail::RequestBuffer out;
  detail::append_argument(out, argument);
  std::string_view bytes = out.view(0, out.size());
  bytes.remove_prefix(bytes.find('\n') + 1);  // `$1\r\n`
  bytes.remove_suffix(2);
  return std::string{bytes};
}

namespace detail {

namespace {

/// What write_argument() needs; nothing for a value of somebody's own type.
inline std::size_t room_of(const Argument& argument) noexcept {
  constexpr std::size_t kNumber = kMaxHeader + std::max(kMaxInteger, kMaxDouble) + 2;
  return argument.kind() == Argument::Kind::text ? kMaxHeader + argument.text().size() + 2 : kNumber;
}

/// Not for a value of somebody's own type.
inline char* write_argument(char* out, const Argument& argument) noexcept {
  switch (argument.kind()) {
    case Argument::Kind::text: return write_bulk(out, argument.text());
    case Argument::Kind::signed_integer: return write_integer(out, argument.signed_integer());
    case Argument::Kind::unsigned_integer: return write_integer(out, argument.unsigned_integer());
    case Argument::Kind::real: return write_double(out, argument.real());
    case Argument::Kind::custom: break;
  }
  return out;
}

/// The value is written behind room for a short header; a longer one moves it.
void append_custom(RequestBuffer& out, const Argument& argument) {
  constexpr std::size_t kGuess = 4;  // `$1\r\n`
  const std::size_t begin = out.size();
  out.commit(out.room(kGuess) + kGuess);
  ByteWriter writer{out};
  argument.encode_custom(writer);
  const std::size_t size = out.size() - begin - kGuess;
  char header[kMaxHeader];
  const auto header_size = static_cast<std::size_t>(write_header(header, '$', size) - header);
  if (header_size > kGuess) out.open_gap(begin, header_size - kGuess);
  char* end = out.room(2);
  std::memcpy(end - size - header_size, header, header_size);
  out.commit(write_crlf(end));
}

class Appender final : public ArgumentVisitor {
 public:
  explicit Appender(RequestBuffer& out) noexcept : out_{out} {}
  void visit(const Argument& argument) override {
    append_argument(out_, argument);
    ++appended_;
  }
  std::size_t appended() const noexcept { return appended_; }

 private:
  RequestBuffer& out_;
  std::size_t appended_ = 0;
};

class Counter final : public ArgumentVisitor {
 public:
  void visit(const Argument&) override { ++count; }
  std::size_t count = 0;
};

/// A codec refused an element: says which one, of arguments or of pairs.
[[noreturn]] void refuse_element(const ErasedArguments& list, std::size_t appended, std::string_view why) {
  Counter words;
  list.for_each(words);
  throw std::invalid_argument{fmt::format("element {}: {}", appended / (words.count / list.size()), why)};
}

/// The request has announced how many words follow.
[[noreturn]] void refuse_count(std::size_t announced, std::size_t given) {
  throw std::invalid_argument{
      fmt::format("a range of arguments said that it has {} of them, and gave {}", announced, given)};
}

}  // namespace

void append_argument(RequestBuffer& out, const Argument& argument) {
  if (argument.kind() == Argument::Kind::custom) return append_custom(out, argument);
  out.commit(write_argument(out.room(room_of(argument)), argument));
}

void append_arguments(RequestBuffer& out, std::span<const Argument> list) {
  std::size_t room = 0;
  for (const Argument& argument : list) room += room_of(argument);
  char* end = out.room(room);
  for (const Argument& argument : list) {
    if (argument.kind() == Argument::Kind::custom) {
      out.commit(end);
      append_custom(out, argument);
      end = out.room(room);  // too much by what is there already
    } else {
      end = write_argument(end, argument);
    }
  }
  out.commit(end);
}

void append_arguments(RequestBuffer& out, const ErasedArguments& list, std::size_t count) {
  Appender appender{out};
  try {
    list.for_each(appender);
  } catch (const std::invalid_argument& error) {
    refuse_element(list, appender.appended(), error.what());
  }
  if (appender.appended() != count) refuse_count(count, appender.appended());
}

}  // namespace detail
}  // namespace tributary
