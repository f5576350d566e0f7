// A REST service of customers, whose requests meet in one pipeline.
//
//   customer_service --redis redis://localhost:6379 --port 8080
//   REDIS_SENTINELS=s1:26379,s2:26379 REDIS_MASTER_NAME=mymaster REDIS_PASSWORD=secret customer_service
//
//   curl localhost:8080/
//   curl localhost:8080/set -d '{"customerID": 1, "firstName": "Ada", "lastName": "Lovelace"}'
//   curl localhost:8080/get/1

#include "server.hpp"

#include <boost/asio/signal_set.hpp>

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>

namespace {

std::string from_environment(const char* variable) {
  const char* const value = std::getenv(variable);
  return value == nullptr ? "" : value;
}

// [environment]
/// Where Redis is: sentinels that the environment names, else what the command line says.
tributary::ClientOptions find_redis(const std::string& uri) {
  const std::string sentinels = from_environment("REDIS_SENTINELS");
  auto options = sentinels.empty() ? tributary::ClientOptions::from_uri(uri)
                                   : tributary::ClientOptions::from_uri(fmt::format(
                                         "redis-sentinel://{}/{}", sentinels, from_environment("REDIS_MASTER_NAME")));
  if (const std::string password = from_environment("REDIS_PASSWORD"); !password.empty()) options.password = password;
  return options;
}
// [/environment]

void run(const customer_service::ServerOptions& options) {
  boost::asio::io_context context{1};
  customer_service::Server server{context, options};
  boost::asio::signal_set signals{context, SIGINT, SIGTERM};
  signals.async_wait([&server](const boost::system::error_code& error, int) {
    if (!error) server.stop();
  });
  fmt::print("http://127.0.0.1:{}\n", server.port());
  std::fflush(stdout);  // somebody may wait for it at the other end of a pipe
  context.run();
  fmt::print("{} requests on {} connections\n", server.requests(), server.connections());
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Answers HTTP requests for customers, until SIGINT or SIGTERM.", "customer_service"};
  std::string redis = "redis://localhost:6379";
  customer_service::ServerOptions options;
  bool no_batching = false;
  app.add_option(
         "--redis", redis,
         "The URI of the server that holds them, unless the environment has REDIS_SENTINELS and REDIS_MASTER_NAME")
      ->capture_default_str();
  app.add_option("--port", options.port, "To listen on; 0: one that is free")->capture_default_str();
  app.add_flag("--no-batching", no_batching, "A connection to Redis for each of HTTP, to compare");
  CLI11_PARSE(app, argc, argv);
  try {
    options.redis = find_redis(redis);
    options.batching = !no_batching;
    run(options);
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "customer_service: {}\n", error.what());
    return 1;
  }
}
