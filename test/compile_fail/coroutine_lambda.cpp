// A lambda whose captures go when it does.
#include <tributary/tributary.hpp>

#include <string>

void use(tributary::PipelineContext& pipe, std::string id) {
  auto name_of = [id](tributary::Pipe redis) -> tributary::DeferredResult<std::string> {
    co_return (co_await redis->get("name:" + id)).value_or("nobody");
  };
  auto name = name_of(pipe);
}
