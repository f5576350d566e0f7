#include "core/out_of_memory.hpp"

#include <array>
#include <cstddef>
#include <exception>
#include <new>

namespace tributary::detail {

namespace {

constexpr std::size_t kErrorKinds = static_cast<std::size_t>(ErrorKind::not_found) + 1;

struct SpareErrors {
  std::array<ErrorInfo, kErrorKinds> by_kind;
  ErrorInfo maybe_applied;

  SpareErrors() {
    for (std::size_t i = 0; i < kErrorKinds; ++i) {
      by_kind[i].kind = static_cast<ErrorKind>(i);
      by_kind[i].reason = TransportReason::out_of_memory;
      by_kind[i].message = kOutOfMemory;
    }
    of(ErrorKind::server).message = "out of memory: the server answered with an error that could not be kept";
    of(ErrorKind::decode).message = "out of memory: the reply did not become a value, and why could not be kept";
    of(ErrorKind::discarded).message = "out of memory: discarded, and its name could not be kept";
    of(ErrorKind::continuation).message = "out of memory: a continuation threw, and what it threw could not be kept";
    of(ErrorKind::continuation).exception = std::make_exception_ptr(std::bad_alloc{});
    maybe_applied = of(ErrorKind::transport);
    maybe_applied.outcome = TransportOutcome::maybe_applied;
  }
  ErrorInfo& of(ErrorKind kind) noexcept { return by_kind[static_cast<std::size_t>(kind)]; }
};

/// Never destroyed: results may outlive everything.
SpareErrors& spare_errors() noexcept {
  static SpareErrors* const errors = new SpareErrors;
  return *errors;
}

[[maybe_unused]] const SpareErrors& kMadeAtStart = spare_errors();

}  // namespace

std::shared_ptr<const ErrorInfo> out_of_memory(ErrorKind kind, TransportOutcome outcome) noexcept {
  SpareErrors& spare = spare_errors();
  const bool in_doubt = kind == ErrorKind::transport && outcome == TransportOutcome::maybe_applied;
  // Without an owner, so that no count has to be allocated.
  return {std::shared_ptr<const void>{}, in_doubt ? &spare.maybe_applied : &spare.of(kind)};
}

}  // namespace tributary::detail
