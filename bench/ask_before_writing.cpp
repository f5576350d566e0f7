#include "ask_before_writing.hpp"

#include "hiredis_connection.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <cstdio>
#include <iostream>
#include <stdexcept>
#include <string>

namespace tributary::bench {

void ask_before_writing(const Endpoint& endpoint) {
  const auto keys = HiredisConnection{endpoint}.command({"DBSIZE"})->integer;
  if (keys == 0) return;
  const std::string what = fmt::format(
      "the database holds {} keys; measuring writes to keys tributary:<letter><number>, deletes them, and "
      "slows down whoever else uses the server",
      keys);
  if (::isatty(STDIN_FILENO) != 1) throw std::runtime_error{what + ". Add --yes if that is all right"};
  fmt::print(stderr, "tributary-bench: {}. Go on? [y/N] ", what);
  std::string answer;
  std::getline(std::cin, answer);
  if (answer != "y" && answer != "yes") throw std::runtime_error{"nothing was measured"};
}

}  // namespace tributary::bench
