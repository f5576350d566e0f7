// Commands that are executed together, or not at all.     transactions <uri>

#include <tributary/tributary.hpp>

#include <fmt/core.h>

#include <cstdint>
#include <exception>
#include <stdexcept>
#include <string_view>

using tributary::atomically;
using tributary::Client;
using tributary::Commands;
using tributary::DeferredResult;
using tributary::Errors;
using tributary::Ok;
using tributary::PipelineContext;

namespace {

// [transfer]
struct Transfer {
  DeferredResult<std::int64_t> from;
  DeferredResult<std::int64_t> to;
};

Transfer transfer(Commands& redis, std::string_view from, std::string_view to, std::int64_t amount) {
  PipelineContext pipe{redis, atomically};
  Transfer balances{pipe.decrby(from, amount), pipe.incrby(to, amount)};
  pipe.execute();
  return balances;
}
// [/transfer]

void alone_and_in_a_batch(Client& redis) {
  // [batch]
  transfer(redis, "joe", "jill", 10);  // MULTI, DECRBY, INCRBY, EXEC: one round trip

  PipelineContext pipe{redis};
  const auto hits = pipe.incr("hits");
  const auto first = transfer(pipe, "joe", "jill", 1);
  const auto second = transfer(pipe, "jill", "jack", 2);
  pipe.execute();  // a command and two transactions, one round trip
  fmt::print("{} hits; joe {}, jill {}, jack {}\n", hits, first.from, second.from, second.to);
  // [/batch]
}

void all_or_nothing(Client& redis) {
  // [joined]
  PipelineContext both{redis, atomically};
  transfer(both, "joe", "jill", 5);  // joins the transaction around it
  const auto second = transfer(both, "jill", "jack", 5);
  both.execute();  // MULTI, four commands, EXEC
  fmt::print("jack has {}\n", second.to);
  // [/joined]
}

void queue_errors(Client& redis) {
  // [refused]
  PipelineContext pipe{redis, atomically};
  const auto count = pipe.incr("count");
  pipe.command<Ok>("NOSUCH", "argument");  // the server refuses to queue it
  pipe.execute(Errors::in_results);
  fmt::print("{}\n", count.error()->message);
  // [/refused]
}

// [optimistic]
std::int64_t sell_one(Client& redis) {
  const auto left = transaction(redis, {"stock"}, [](Commands& read, PipelineContext& write) {
    if (read.get<int>("stock")->value_or(0) == 0) throw std::runtime_error{"sold out"};
    write.incr("sold");
    return write.decr("stock");
  });
  return left.result();
}
// [/optimistic]

void optimistic(Client& redis) {
  redis.set("stock", 2);
  fmt::print("{} left\n", sell_one(redis));
  fmt::print("{} left\n", sell_one(redis));
  try {
    sell_one(redis);
  } catch (const std::runtime_error& error) {
    fmt::print("{}\n", error.what());
  }
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 2) {
    fmt::print(stderr, "usage: {} <uri>\n", argv[0]);
    return 2;
  }
  Client redis{argv[1]};
  redis.mset({{"joe", 100}, {"jill", 0}, {"jack", 0}});
  alone_and_in_a_batch(redis);
  all_or_nothing(redis);
  queue_errors(redis);
  optimistic(redis);
} catch (const std::exception& error) {
  fmt::print(stderr, "error: {}\n", error.what());
  return 1;
}
