#include "server_usage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <string>

namespace tributary::bench {
namespace {

std::string section(HiredisConnection& redis, std::string_view name) {
  const auto reply = redis.command({"INFO", name});
  return reply->str == nullptr ? std::string{} : std::string{reply->str, reply->len};
}

}  // namespace

double info_number(std::string_view info, std::string_view name) {
  const std::string line = fmt::format("\n{}:", name);
  const auto found = info.find(line);
  // from_chars() of floating point is not in every C++ library that builds this.
  return found == std::string_view::npos
             ? 0
             : std::strtod(std::string{info.substr(found + line.size(), 40)}.c_str(), nullptr);
}

ServerUsage server_usage(HiredisConnection& redis) {
  const std::string cpu = section(redis, "cpu");
  const std::string stats = section(redis, "stats");
  return {.cpu_ns = (info_number(cpu, "used_cpu_user") + info_number(cpu, "used_cpu_sys")) * 1e9,
          .received_bytes = info_number(stats, "total_net_input_bytes"),
          .sent_bytes = info_number(stats, "total_net_output_bytes")};
}

ServerUsage usage_between(const ServerUsage& asked, const ServerUsage& before, const ServerUsage& after) {
  const auto used = [&](double ServerUsage::*member) {
    return std::max(after.*member - before.*member - (before.*member - asked.*member), 0.0);
  };
  return {.cpu_ns = used(&ServerUsage::cpu_ns),
          .received_bytes = used(&ServerUsage::received_bytes),
          .sent_bytes = used(&ServerUsage::sent_bytes)};
}

}  // namespace tributary::bench
