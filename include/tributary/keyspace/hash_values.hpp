#pragma once

#include <tributary/keyspace/fields.hpp>

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

namespace tributary {

/// A whole hash: each field by its own type, and those that Fields does not name by the default one.
template <class Fields, class Default>
class HashValues {
 public:
  /// The value of a field, or std::nullopt when the hash does not have it: `values.get<"age">()`.
  template <FieldName name>
  const auto& get() const noexcept {
    return std::get<detail::FieldByName<Fields, name>::index>(fields_);
  }
  /// What is in no field of Fields.
  const std::map<std::string, Default>& others() const noexcept { return others_; }
  /// True when the hash does not exist.
  bool empty() const noexcept { return empty_; }

  friend bool operator==(const HashValues&, const HashValues&) = default;

 private:
  friend struct Codec<HashValues>;

  static HashValues from_reply(const ReplyView& reply) {
    detail::require_array(reply);
    detail::require_even(reply);
    HashValues values;
    values.empty_ = reply.size() == 0;
    const auto end = reply.end();
    for (auto element = reply.begin(); element != end;) {
      const ReplyView name = *element;
      ++element;
      const ReplyView value = *element;
      ++element;
      values.add(tributary::decode<std::string>(name), value, std::make_index_sequence<Fields::size>{});
    }
    return values;
  }
  template <std::size_t... I>
  void add(std::string&& name, const ReplyView& value, std::index_sequence<I...>) {
    const std::size_t index = Fields::index_of(name);
    if (index == Fields::none) {
      add_other(std::move(name), value);
    } else {
      ((index == I ? void(std::get<I>(fields_) = detail::field_from<typename Fields::template At<I>>(value)) : void()),
       ...);
    }
  }
  void add_other(std::string&& name, const ReplyView& value) {
    try {
      auto decoded = tributary::decode<Default>(value);
      others_.emplace(std::move(name), std::move(decoded));
    } catch (...) {
      detail::rethrow_for_field(name, value);
    }
  }

  typename Fields::Values fields_;
  std::map<std::string, Default> others_;
  bool empty_ = true;
};

template <class Fields, class Default>
struct Codec<HashValues<Fields, Default>> {
  static HashValues<Fields, Default> from_reply(const ReplyView& reply) {
    return HashValues<Fields, Default>::from_reply(reply);
  }
};

}  // namespace tributary
