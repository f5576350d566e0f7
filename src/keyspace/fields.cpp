#include <tributary/keyspace/fields.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace tributary::detail {

namespace {

/// Gets names and values in turn.
class NameVisitor final : public ArgumentVisitor {
 public:
  NameVisitor(std::span<const std::string_view> typed, std::string_view function) noexcept
      : typed_{typed}, function_{function} {}
  void visit(const Argument& argument) override {
    if (is_name_) refuse_typed_fields(typed_, function_, to_bytes(argument));
    is_name_ = !is_name_;
  }

 private:
  std::span<const std::string_view> typed_;
  std::string_view function_;
  bool is_name_ = true;
};

}  // namespace

void refuse_typed_fields(std::span<const std::string_view> typed, std::string_view function, std::string_view field) {
  if (std::find(typed.begin(), typed.end(), field) == typed.end()) return;
  throw std::invalid_argument{
      fmt::format("field \"{}\" has a type of its own: write {}<\"{}\">()", field, function, field)};
}

void refuse_typed_fields(std::span<const std::string_view> typed, std::string_view function,
                         const ArgumentPairs& fields) {
  NameVisitor visitor{typed, function};
  fields.for_each(visitor);
}

}  // namespace tributary::detail
