#include <tributary/keyspace/shared_key.hpp>

#include <atomic>
#include <cstdint>

namespace tributary::detail {

struct SharedKey::Counted {
  std::string key;
  std::atomic<std::uint32_t> users{1};
};

SharedKey::SharedKey(std::string key) : counted_{new Counted{std::move(key)}} {}

const std::string& SharedKey::text() const noexcept { return counted_->key; }

void SharedKey::retain() const noexcept { counted_->users.fetch_add(1, std::memory_order_relaxed); }

void SharedKey::release() const noexcept {
  if (counted_->users.fetch_sub(1, std::memory_order_acq_rel) == 1) delete counted_;
}

}  // namespace tributary::detail
