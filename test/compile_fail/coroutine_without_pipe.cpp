// A coroutine that has nothing to record its steps with.
#include <tributary/tributary.hpp>

tributary::DeferredResult<int> sum(tributary::DeferredResult<int> a, tributary::DeferredResult<int> b) {
  co_return co_await a + co_await b;
}
