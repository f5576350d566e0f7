#pragma once

#include "pacer.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <cstddef>
#include <exception>

namespace tributary::bench {

/// Runs `count` coroutines on this thread until all have ended; throws what the first that failed has thrown.
template <class Make>
void run_coroutines(boost::asio::io_context& context, std::size_t count, Make&& make) {
  std::exception_ptr first;  // a context out of which several exceptions come has its own to tell that
  context.restart();
  for (std::size_t i = 0; i < count; ++i) {
    boost::asio::co_spawn(context, make(i), [&](const std::exception_ptr& error) {
      if (error == nullptr || first != nullptr) return;
      first = error;
      context.stop();
    });
  }
  context.run();
  if (first != nullptr) std::rethrow_exception(first);
}

/// Goes on when a command is due, and keeps nobody waiting meanwhile. A timer is late by what the system takes to wake
/// this thread.
inline boost::asio::awaitable<void> resume_at(Pacer::Clock::time_point due) {
  if (due <= Pacer::Clock::now()) co_return;
  boost::asio::steady_timer timer{co_await boost::asio::this_coro::executor, due};
  co_await timer.async_wait(boost::asio::use_awaitable);
}

}  // namespace tributary::bench
