#pragma once

#include <tributary/core/error.hpp>
#include <tributary/transport/client.hpp>

#include "support/redis_server.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace tributary::test {

/// The server that the tests of one executable share; it starts with the first use.
inline RedisServer& shared_server() {
  static RedisServer server;
  return server;
}

/// A client of the shared server, whose databases are empty again.
inline Client emptied_client() {
  shared_server().command({"FLUSHALL"});
  return Client{shared_server().uri()};
}

inline bool contains(const std::vector<std::string>& list, const std::string& word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

/// The code of the server error that `function` throws, such as WRONGTYPE; empty when it throws none.
template <class F>
std::string server_error_of(F&& function) {
  try {
    std::forward<F>(function)();
  } catch (const ServerError& error) {
    return error.code();
  }
  return {};
}

}  // namespace tributary::test
