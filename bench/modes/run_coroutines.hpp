#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <cstddef>
#include <exception>

namespace tributary::bench {

/// Runs `count` coroutines on this thread until all have ended; throws what the first that failed has thrown.
template <class Make>
void run_coroutines(boost::asio::io_context& context, std::size_t count, Make&& make) {
  for (std::size_t i = 0; i < count; ++i) {
    boost::asio::co_spawn(context, make(i), [](const std::exception_ptr& error) {
      if (error != nullptr) std::rethrow_exception(error);
    });
  }
  context.restart();
  context.run();
}

}  // namespace tributary::bench
