#pragma once

#include <tributary/link/credentials.hpp>

#include "link/forks.hpp"
#include "link/wake.hpp"

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tributary::detail {

/// A call of a provider, on a thread of its own, which outlives those who wait when they give up.
class CredentialsRequest {
 public:
  /// Errors:   RedisError when the process has no thread or file descriptor left
  static std::shared_ptr<const CredentialsRequest> begin(std::shared_ptr<CredentialsProvider> provider);

  /// Can be read when it is done, from then on.
  int fd() const noexcept { return done_signal_.fd(); }
  bool done() const noexcept { return done_.load(std::memory_order_acquire); }
  /// When it is done: null when there are none, and why() says why.
  const Credentials* credentials() const noexcept { return credentials_ ? &*credentials_ : nullptr; }
  const std::string& why() const noexcept { return why_; }

  CredentialsRequest() = default;
  CredentialsRequest(const CredentialsRequest&) = delete;
  CredentialsRequest& operator=(const CredentialsRequest&) = delete;

 private:
  void run(CredentialsProvider& provider) noexcept;

  Wake done_signal_;
  std::optional<Credentials> credentials_;
  std::string why_;
  std::atomic<bool> done_ = false;
};

/// The calls that nobody waits for any more: whoever asks next takes one of them, so that a provider that hangs costs
/// as many threads as ask at one time, and not one for each attempt.
class CredentialsDesk {
 public:
  explicit CredentialsDesk(std::shared_ptr<CredentialsProvider> provider) noexcept : provider_{std::move(provider)} {}

  bool has_provider() const noexcept { return provider_ != nullptr; }
  /// Errors:   as CredentialsRequest::begin()
  std::shared_ptr<const CredentialsRequest> ask();
  /// Of one that is not done.
  void leave(std::shared_ptr<const CredentialsRequest> request) noexcept;

 private:
  const std::shared_ptr<CredentialsProvider> provider_;
  std::mutex mutex_;
  std::vector<std::shared_ptr<const CredentialsRequest>> left_;
  unsigned process_ = forks();  ///< how often the process had been forked when they began
};

}  // namespace tributary::detail
