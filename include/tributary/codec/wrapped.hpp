#pragma once

#include <tributary/config.hpp>

#include <utility>

namespace tributary::detail {

/// A T that is stored in another form than T itself would be. Made of a T, and used as a pointer to it.
template <class T>
class Wrapped {
 public:
  Wrapped() = default;
  // NOLINTNEXTLINE(google-explicit-constructor). No braces: a JSON value would become a list of itself.
  Wrapped(T value) : value_(std::move(value)) {}

  T& operator*() noexcept { return value_; }
  const T& operator*() const noexcept { return value_; }
  T* operator->() noexcept { return &value_; }
  const T* operator->() const noexcept { return &value_; }

  friend bool operator==(const Wrapped&, const Wrapped&) = default;

 private:
  T value_{};
};

}  // namespace tributary::detail
