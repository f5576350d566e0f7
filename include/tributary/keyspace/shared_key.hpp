#pragma once

#include <tributary/config.hpp>

#include <string>
#include <utility>

namespace tributary::detail {

/// The key of a record that was loaded in part, for the fields that were left out, which share it. One word, and no
/// call where there is no key: every field of every record has one.
class SharedKey {
 public:
  SharedKey() noexcept = default;
  TRIBUTARY_API explicit SharedKey(std::string key);
  SharedKey(const SharedKey& other) noexcept : counted_{other.counted_} {
    if (counted_ != nullptr) retain();
  }
  SharedKey(SharedKey&& other) noexcept : counted_{std::exchange(other.counted_, nullptr)} {}
  SharedKey& operator=(SharedKey other) noexcept {
    std::swap(counted_, other.counted_);
    return *this;
  }
  ~SharedKey() {
    if (counted_ != nullptr) release();
  }

  explicit operator bool() const noexcept { return counted_ != nullptr; }
  /// Not where there is none.
  TRIBUTARY_API const std::string& text() const noexcept TRIBUTARY_LIFETIME_BOUND;

 private:
  struct Counted;

  TRIBUTARY_API void retain() const noexcept;
  TRIBUTARY_API void release() const noexcept;

  Counted* counted_ = nullptr;
};

}  // namespace tributary::detail
