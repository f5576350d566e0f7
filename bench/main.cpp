#include "endpoint.hpp"
#include "environment.hpp"
#include "options.hpp"
#include "report_json.hpp"
#include "report_table.hpp"
#include "runner.hpp"
#include "workload.hpp"

#include "support/redis_server.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <exception>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <string>
#include <variant>

namespace {

using namespace tributary::bench;

// Opened before the measurement: a name that cannot be written to should not cost the result.
std::ofstream open_json(const Options& options) {
  std::ofstream file;
  if (!options.json.empty() && options.json != "-") {
    file.open(options.json, std::ios::binary | std::ios::trunc);
    if (!file) {
      throw std::runtime_error{"--json: cannot write " + options.json};
    }
  }
  return file;
}

void run(const Options& options) {
  auto json_file = open_json(options);
  std::optional<tributary::test::RedisServer> server;
  if (options.uri.empty()) {
    server.emplace(tributary::test::RedisServerOptions{.tcp = options.tcp});
  }
  const Endpoint endpoint = parse_endpoint(!server       ? options.uri
                                           : options.tcp ? server->tcp_uri()
                                                         : "unix://" + server->socket_path());
  const Workload workload = make_workload(options.command, options.data_size);
  const Environment environment = describe_environment(endpoint, server.has_value());
  const auto results = run_benchmark(options, endpoint, workload);

  if (json_file.is_open()) {
    json_file << json_report(options, environment, results);
    json_file.close();
    if (!json_file) {
      throw std::runtime_error{"--json: writing " + options.json + " failed"};
    }
  }
  if (options.json == "-") {
    fmt::print("{}", json_report(options, environment, results));
  } else if (!options.quiet) {
    fmt::print("{}", table_report(options, environment, results));
  }
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const auto parsed = parse_options(argc, argv);
    if (const int* exit_code = std::get_if<int>(&parsed)) {
      return *exit_code;
    }
    run(std::get<Options>(parsed));
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "tributary-bench: {}\n", error.what());
    return 1;
  }
}
