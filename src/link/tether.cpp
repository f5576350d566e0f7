#include "link/tether.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <utility>

namespace tributary::detail {

void Tethers::cut_all_but(const Place& place) noexcept {
  const std::lock_guard lock{mutex_};
  for (Tether* const tether : all_) {
    if (tether->place_ == place || tether->is_cut()) continue;
    tether->is_cut_.store(true, std::memory_order_relaxed);
    shutdown(tether->fd_, SHUT_RDWR);
  }
}

Tether::Tether(Tethers& tethers, int fd, Place place) : tethers_{tethers}, fd_{fd}, place_{std::move(place)} {
  const std::lock_guard lock{tethers_.mutex_};
  tethers_.all_.push_back(this);
}

Tether::~Tether() {
  const std::lock_guard lock{tethers_.mutex_};
  std::erase(tethers_.all_, this);
}

}  // namespace tributary::detail
