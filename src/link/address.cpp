#include "link/address.hpp"

#include <fmt/format.h>

#include <netdb.h>
#include <sys/un.h>

#include <array>
#include <cstddef>
#include <cstring>

namespace tributary::detail {

const std::size_t kLongestUnixPath = sizeof(sockaddr_un::sun_path) - 1;

std::string Address::text() const {
  const auto* const address = reinterpret_cast<const sockaddr*>(&place);
  if (!is_tcp()) return reinterpret_cast<const sockaddr_un*>(address)->sun_path;
  std::array<char, NI_MAXHOST> host{};
  std::array<char, NI_MAXSERV> port{};
  constexpr int kNumbers = NI_NUMERICHOST | NI_NUMERICSERV;
  if (getnameinfo(address, size, host.data(), host.size(), port.data(), port.size(), kNumbers) != 0) return "?";
  const bool is_v6 = place.ss_family == AF_INET6;
  return fmt::format("{}{}{}:{}", is_v6 ? "[" : "", host.data(), is_v6 ? "]" : "", port.data());
}

Address unix_address(std::string_view path) noexcept {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, kLongestUnixPath);
  Address result;
  std::memcpy(&result.place, &address, sizeof address);
  result.size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size() + 1);
  return result;
}

}  // namespace tributary::detail
