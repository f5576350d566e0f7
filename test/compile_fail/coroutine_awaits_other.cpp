// A coroutine that awaits what is no result.
#include <tributary/tributary.hpp>

#include <vector>

tributary::DeferredResult<int> sum(tributary::Pipe, std::vector<tributary::DeferredResult<int>> numbers) {
  co_return (co_await numbers).front();
}
