#include "environment.hpp"

#include "counters.hpp"
#include "hiredis_connection.hpp"

#include <tributary/config.hpp>

#include <fmt/format.h>

#include <sys/utsname.h>

#include <cstddef>
#include <cstdlib>
#include <ctime>
#include <exception>
#include <fstream>
#include <string_view>

// Told by the build when it can: the flags and the commit that the binary was made from.
#ifndef TRIBUTARY_BENCH_FLAGS
#define TRIBUTARY_BENCH_FLAGS ""
#endif
#ifndef TRIBUTARY_BENCH_COMMIT
#define TRIBUTARY_BENCH_COMMIT ""
#endif

namespace tributary::bench {
namespace {

std::string cpu_model() {
  std::ifstream info{"/proc/cpuinfo"};
  for (std::string line; std::getline(info, line);) {
    const auto colon = line.find(": ");
    if (line.starts_with("model name") && colon != std::string::npos) {
      return line.substr(colon + 2);
    }
  }
  return "unknown";
}

std::string kernel() {
  utsname name{};
  ::uname(&name);
  return fmt::format("{} {} {}", static_cast<const char*>(name.sysname), static_cast<const char*>(name.release),
                     static_cast<const char*>(name.machine));
}

std::string compiler() {
#if defined(__clang__)
  return "clang " __clang_version__;
#else
  return "gcc " __VERSION__;
#endif
}

std::string utc_now() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  ::gmtime_r(&now, &parts);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday,
                     parts.tm_hour, parts.tm_min, parts.tm_sec);
}

std::string server_version(HiredisConnection& redis) {
  const auto reply = redis.command({"INFO", "server"});
  const std::string_view info{reply->str, reply->len};
  constexpr std::string_view kField = "redis_version:";
  const auto found = info.find(kField);
  return found == std::string_view::npos
             ? "unknown"
             : std::string{info.substr(found + kField.size(), info.find('\r', found) - found - kField.size())};
}

std::string server_settings(HiredisConnection& redis) {
  std::string settings;
  for (const std::string_view name : {"save", "appendonly", "io-threads", "maxmemory"}) {
    try {
      const auto reply = redis.command({"CONFIG", "GET", name});
      if (reply->type == REDIS_REPLY_ARRAY && reply->elements == 2) {
        const redisReply& value = *reply->element[1];
        settings += fmt::format("{}{}='{}'", settings.empty() ? "" : " ", name, std::string_view{value.str, value.len});
      }
    } catch (const std::exception&) {  // managed servers refuse CONFIG
    }
  }
  return settings;
}

}  // namespace

Environment describe_environment(const Endpoint& endpoint, bool server_is_private, const Pinning& pinning) {
  Environment environment;
  environment.cpu_model = cpu_model();
  environment.cores = pinning.usable;
  environment.server_cores = to_string(pinning.server);
  environment.client_cores = to_string(pinning.client);
  environment.cores_for_client = pinning.is_pinned() ? static_cast<int>(pinning.client.size()) : pinning.usable;
  environment.kernel = kernel();
  ::getloadavg(&environment.load_average, 1);
  environment.compiler = compiler();
  environment.compiler_flags = TRIBUTARY_BENCH_FLAGS;
#if defined(__OPTIMIZE__)
  environment.optimised = true;
#endif
  environment.sanitized = TRIBUTARY_BENCH_SANITIZED != 0;
  environment.library_version =
      fmt::format("{}.{}.{}", TRIBUTARY_VERSION_MAJOR, TRIBUTARY_VERSION_MINOR, TRIBUTARY_VERSION_PATCH);
  environment.commit = TRIBUTARY_BENCH_COMMIT;
  environment.hiredis_version = fmt::format("{}.{}.{}", HIREDIS_MAJOR, HIREDIS_MINOR, HIREDIS_PATCH);
  environment.fmt_version = fmt::format("{}.{}.{}", FMT_VERSION / 10000, FMT_VERSION / 100 % 100, FMT_VERSION % 100);
  environment.peers = known_peers();
  HiredisConnection redis{endpoint};
  environment.server_version = server_version(redis);
  environment.server_settings = server_settings(redis);
  environment.transport = endpoint.transport();
  environment.server_is_local = endpoint.is_local();
  environment.server_is_private = server_is_private;
  environment.time = utc_now();
  return environment;
}

}  // namespace tributary::bench
