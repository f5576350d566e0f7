// A coroutine that takes a view.
#include <tributary/tributary.hpp>

#include <string>
#include <string_view>
#include <vector>

tributary::DeferredResult<std::string> name_of(tributary::Pipe redis, std::vector<std::string_view> ids) {
  co_return (co_await redis->get(ids.front())).value_or("nobody");
}
