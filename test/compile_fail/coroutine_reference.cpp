// A coroutine that refers to what its caller owns.
#include <tributary/tributary.hpp>

#include <string>

tributary::DeferredResult<std::string> name_of(tributary::Pipe redis, const std::string& id) {
  co_return (co_await redis->get("name:" + id)).value_or("nobody");
}
