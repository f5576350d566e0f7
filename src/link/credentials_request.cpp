#include "link/credentials_request.hpp"

#include <tributary/core/error.hpp>

#include "core/out_of_memory.hpp"
#include "link/without_signals.hpp"
#include "resp/quote.hpp"

#include <fmt/format.h>

#include <exception>
#include <new>
#include <system_error>
#include <thread>
#include <utility>

namespace tributary {

CredentialsProvider::~CredentialsProvider() = default;

}  // namespace tributary

namespace tributary::detail {

std::shared_ptr<const CredentialsRequest> CredentialsRequest::begin(std::shared_ptr<CredentialsProvider> provider) {
  try {
    auto request = std::make_shared<CredentialsRequest>();
    const WithoutSignals masked;
    std::thread{[request, provider = std::move(provider)] { request->run(*provider); }}.detach();
    return request;
  } catch (const std::system_error& error) {
    throw RedisError{fmt::format("no thread to ask for credentials: {}", error.what())};
  }
}

void CredentialsRequest::run(CredentialsProvider& provider) noexcept {
  try {
    try {
      credentials_ = provider.get();
      if (credentials_->password.empty()) {
        credentials_.reset();
        why_ = "the provider of credentials gave an empty password";
      }
    } catch (const std::bad_alloc&) {
      throw;
    } catch (const std::exception& error) {
      why_ = fmt::format("the provider of credentials failed: {}", escape_controls(error.what()));
    } catch (...) {
      why_ = "the provider of credentials failed: it threw no std::exception";
    }
  } catch (const std::bad_alloc&) {
    why_ = kOutOfMemory;
  }
  done_.store(true, std::memory_order_release);
  done_signal_.signal();
}

std::shared_ptr<const CredentialsRequest> CredentialsDesk::ask() {
  const std::lock_guard lock{mutex_};
  if (process_ != forks()) {  // the threads are the parent's
    process_ = forks();
    left_.clear();
  }
  if (left_.empty()) return CredentialsRequest::begin(provider_);
  auto request = std::move(left_.back());
  left_.pop_back();
  return request;
}

void CredentialsDesk::leave(std::shared_ptr<const CredentialsRequest> request) noexcept {
  const std::lock_guard lock{mutex_};
  try {
    left_.push_back(std::move(request));
  } catch (const std::bad_alloc&) {  // it ends alone
  }
}

}  // namespace tributary::detail
