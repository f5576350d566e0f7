#pragma once

#include <tributary/codec/exact.hpp>

#include <concepts>

namespace tributary {

/// A double that a command takes, made of any number. An integer that no double is, such as 2^53 + 1, would be sent as
/// another number: it is refused. Write `static_cast<double>(n)` where the nearest one will do.
///
/// Errors:   std::invalid_argument
class ExactDouble {
 public:
  template <detail::ArithmeticFor<double> T>
  constexpr ExactDouble(T value)  // NOLINT(google-explicit-constructor): it is a number
      : value_{detail::exact<double>(value)} {}

  constexpr operator double() const noexcept { return value_; }  // NOLINT(google-explicit-constructor)

 private:
  double value_;
};

}  // namespace tributary
