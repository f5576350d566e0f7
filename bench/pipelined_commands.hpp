#pragma once

#include "hiredis_connection.hpp"
#include "workloads/words.hpp"

#include <cstddef>
#include <functional>
#include <vector>

namespace tributary::bench {

/// Records commands on a hiredis connection, in its faster form: an argument vector instead of a format string. Keeps
/// the vectors.
class HiredisRecorder {
 public:
  /// Errors: std::runtime_error
  void append(HiredisConnection& redis, const Words& words);

 private:
  std::vector<const char*> arguments_;
  std::vector<std::size_t> lengths_;
};

/// Runs `count` commands, not measured, some thousand a round trip. `record` gives the words of each, or none for no
/// command; `read`, if there is one, gets each reply.
///
/// Errors: std::runtime_error, also with the text of an error that the server answers
void run_pipelined(HiredisConnection& redis, std::size_t count,
                   const std::function<void(std::size_t index, Words& words)>& record,
                   const std::function<void(std::size_t index, const redisReply& reply)>& read = {});

}  // namespace tributary::bench
