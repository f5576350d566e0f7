// A handler that is called on nobody knows which thread.
#include <tributary/asio.hpp>

void print(tributary::DeferredResult<int> number) {
  tributary::async_wait(number, [](std::exception_ptr, int) {});
}
