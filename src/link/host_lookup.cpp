#include "link/host_lookup.hpp"

#include <tributary/core/error.hpp>

#include "core/out_of_memory.hpp"
#include "link/without_signals.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <netdb.h>
#include <pthread.h>

#include <cerrno>
#include <cstring>
#include <map>
#include <mutex>
#include <new>
#include <system_error>
#include <thread>
#include <utility>

namespace tributary::detail {

namespace {

/// Null when there are none; `error` is that of getaddrinfo().
using AddressList = std::unique_ptr<addrinfo, decltype(&freeaddrinfo)>;

AddressList ask_system(const std::string& host, std::uint16_t port, int flags, int& error) noexcept {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICSERV | flags;
  addrinfo* found = nullptr;
  error = getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found);
  return {error == 0 ? found : nullptr, &freeaddrinfo};
}

std::vector<Address> copy_of(const AddressList& list) {
  std::vector<Address> addresses;
  for (const addrinfo* one = list.get(); one != nullptr; one = one->ai_next) {
    if (one->ai_addrlen > sizeof(sockaddr_storage)) continue;
    Address& address = addresses.emplace_back();
    std::memcpy(&address.place, one->ai_addr, one->ai_addrlen);
    address.size = one->ai_addrlen;
  }
  return addresses;
}

/// The lookups that are under way, by host and port.
struct LookupsUnderWay {
  std::mutex mutex;
  std::map<std::pair<std::string, std::uint16_t>, std::shared_ptr<const HostLookup>> by_host;
};

/// Never destroyed: a lookup may end after main() has. A forked process begins with none: it has not the threads. The
/// mutex is held while the process forks, so that the child finds the map whole and the mutex its own.
LookupsUnderWay& lookups_under_way() noexcept {
  alignas(LookupsUnderWay) static std::byte storage[sizeof(LookupsUnderWay)];
  static LookupsUnderWay& all = *::new (storage) LookupsUnderWay;
  static const int registered = pthread_atfork([] { all.mutex.lock(); }, [] { all.mutex.unlock(); },
                                               [] {
                                                 all.by_host.clear();
                                                 all.mutex.unlock();
                                               });
  static_cast<void>(registered);
  return all;
}

}  // namespace

std::shared_ptr<const HostLookup> HostLookup::begin(const std::string& host, std::uint16_t port) {
  LookupsUnderWay& all = lookups_under_way();
  const std::lock_guard lock{all.mutex};
  auto [entry, is_new] = all.by_host.try_emplace({host, port});
  if (!is_new) return entry->second;
  try {
    const auto lookup = std::make_shared<HostLookup>();
    const WithoutSignals masked;
    std::thread{[lookup, host, port] { lookup->run(host, port); }}.detach();
    entry->second = lookup;
    return lookup;
  } catch (const std::system_error& error) {
    all.by_host.erase(entry);
    throw RedisError{fmt::format("no thread to look it up: {}", error.what())};
  } catch (...) {
    all.by_host.erase(entry);
    throw;
  }
}

Socket HostLookup::signal() const {
  Socket signal{fcntl(done_signal_.fd(), F_DUPFD_CLOEXEC, 0)};
  if (!signal) throw RedisError{fmt::format("no descriptor to wait for its address: {}", std::strerror(errno))};
  return signal;
}

void HostLookup::run(const std::string& host, std::uint16_t port) noexcept {
  int error = 0;
  const AddressList list = ask_system(host, port, 0, error);
  const int system_error = errno;
  try {
    addresses_ = copy_of(list);
    if (error != 0) why_ = error == EAI_SYSTEM ? std::strerror(system_error) : gai_strerror(error);
  } catch (const std::bad_alloc&) {
    addresses_.clear();
    why_ = kOutOfMemory;
  }
  // Whoever asks from now on looks again: what was found is as old as this.
  LookupsUnderWay& all = lookups_under_way();
  const std::lock_guard lock{all.mutex};
  // By comparing, as a key would have to be made.
  std::erase_if(all.by_host, [&](const auto& each) { return each.first.first == host && each.first.second == port; });
  done_.store(true, std::memory_order_release);
  done_signal_.signal();
}

std::vector<Address> literal_address(const std::string& host, std::uint16_t port) {
  int error = 0;
  return copy_of(ask_system(host, port, AI_NUMERICHOST, error));
}

}  // namespace tributary::detail
