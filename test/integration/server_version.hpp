#pragma once

#include <tributary/transport/client.hpp>

#include "core/since.hpp"

#include <ostream>
#include <sstream>
#include <stdexcept>
#include <string>

namespace tributary::test {

/// What a server is, and whether it is old enough to lack a command.
struct ServerVersion {
  bool is_valkey = false;
  detail::Version version;

  bool has(const detail::Since& since) const { return (is_valkey ? since.valkey : since.redis) <= version; }

  friend std::ostream& operator<<(std::ostream& out, const ServerVersion& server) {
    return out << (server.is_valkey ? "Valkey " : "Redis ") << server.version.release << '.' << server.version.update;
  }
};

/// Valkey tells `redis_version:7.2.4` for the sake of old clients, and its own version in a line that Redis has not.
inline ServerVersion version_of(Client& redis) {
  const std::string info = redis.info("server").result();
  ServerVersion server;
  std::string field = "\nvalkey_version:";
  server.is_valkey = info.find(field) != std::string::npos;
  if (!server.is_valkey) field = "\nredis_version:";
  const auto found = info.find(field);
  if (found == std::string::npos) throw std::runtime_error{"INFO server tells no version:\n" + info};
  std::istringstream text{info.substr(found + field.size())};
  char dot = 0;
  text >> server.version.release >> dot >> server.version.update;
  if (!text || dot != '.') throw std::runtime_error{"INFO server tells a version that is none:\n" + info};
  return server;
}

}  // namespace tributary::test
