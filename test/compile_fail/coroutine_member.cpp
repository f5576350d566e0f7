// A member function whose object may be gone.
#include <tributary/tributary.hpp>

#include <string>

struct Names {
  std::string prefix;
  tributary::DeferredResult<std::string> of(tributary::Pipe redis, std::string id) const {
    co_return (co_await redis->get(prefix + id)).value_or("nobody");
  }
};
