// The smallest program.     getting_started <uri>

// [whole]
#include <tributary/tributary.hpp>

#include <fmt/core.h>

int main(int argc, char** argv) {
  tributary::Client redis{argc > 1 ? argv[1] : "redis://localhost:6379"};
  redis.set("greeting", "hello");  // a client runs a command at once
  redis.set("visits", 0);

  tributary::PipelineContext pipe{redis};  // a context records
  auto greeting = pipe.get("greeting");
  auto visits = pipe.incr("visits");
  pipe.execute();  // one round trip

  fmt::print("{}, visitor {}\n", greeting->value(), visits);
}
// [/whole]
