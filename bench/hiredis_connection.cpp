#include "hiredis_connection.hpp"

#include <fmt/format.h>

#include <sys/time.h>

#include <cstddef>
#include <stdexcept>

namespace tributary::bench {
namespace {

constexpr timeval kTimeout{.tv_sec = 30, .tv_usec = 0};

}  // namespace

HiredisConnection::HiredisConnection(const Endpoint& endpoint)
    : context_{endpoint.is_unix() ? redisConnectUnixWithTimeout(endpoint.socket_path.c_str(), kTimeout)
                                  : redisConnectWithTimeout(endpoint.host.c_str(), endpoint.port, kTimeout)} {
  if (context_ == nullptr || context_->err != 0) {
    throw std::runtime_error{
        fmt::format("cannot connect to {}: {}",
                    endpoint.is_unix() ? endpoint.socket_path : fmt::format("{}:{}", endpoint.host, endpoint.port),
                    context_ == nullptr ? "no memory" : static_cast<const char*>(context_->errstr))};
  }
  redisSetTimeout(context_.get(), kTimeout);
  if (!endpoint.password.empty()) {
    if (endpoint.user.empty()) {
      command({"AUTH", endpoint.password});
    } else {
      command({"AUTH", endpoint.user, endpoint.password});
    }
  }
  if (endpoint.database != 0) {
    command({"SELECT", std::to_string(endpoint.database)});
  }
}

Reply HiredisConnection::command(const std::vector<std::string_view>& words) {
  std::vector<const char*> arguments;
  std::vector<std::size_t> lengths;
  for (const auto word : words) {
    arguments.push_back(word.data());
    lengths.push_back(word.size());
  }
  if (redisAppendCommandArgv(get(), static_cast<int>(words.size()), arguments.data(), lengths.data()) != REDIS_OK) {
    fail("writing");
  }
  auto answer = reply();
  if (answer->type == REDIS_REPLY_ERROR) {
    throw std::runtime_error{fmt::format("{}: {}", words.front(), std::string_view{answer->str, answer->len})};
  }
  return answer;
}

Reply HiredisConnection::reply() {
  void* raw = nullptr;
  if (redisGetReply(get(), &raw) != REDIS_OK || raw == nullptr) {
    fail("reading a reply");
  }
  return Reply{static_cast<redisReply*>(raw)};
}

void HiredisConnection::fail(std::string_view doing) const {
  throw std::runtime_error{fmt::format("hiredis, {}: {}", doing, static_cast<const char*>(context_->errstr))};
}

}  // namespace tributary::bench
