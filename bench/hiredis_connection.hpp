#pragma once

#include "endpoint.hpp"

#include <hiredis/hiredis.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tributary::bench {

struct FreeReply {
  void operator()(redisReply* reply) const noexcept { freeReplyObject(reply); }
};
using Reply = std::unique_ptr<redisReply, FreeReply>;

/// A blocking hiredis connection that has passed AUTH and SELECT, with timeouts of 30 seconds.
///
/// Errors: std::runtime_error with hiredis' text
class HiredisConnection {
 public:
  explicit HiredisConnection(const Endpoint& endpoint);

  [[nodiscard]] redisContext* get() const noexcept { return context_.get(); }

  /// Runs one command, not measured. Errors: std::runtime_error also when the server answers with an error
  Reply command(const std::vector<std::string_view>& words);
  /// The next reply. Errors: std::runtime_error when there is none
  Reply reply();

  [[noreturn]] void fail(std::string_view doing) const;

 private:
  struct FreeContext {
    void operator()(redisContext* context) const noexcept { redisFree(context); }
  };

  std::unique_ptr<redisContext, FreeContext> context_;
};

}  // namespace tributary::bench
