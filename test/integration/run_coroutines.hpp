#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <exception>
#include <utility>

namespace tributary::test {

/// For co_spawn(): what a coroutine throws, run() of its context throws.
inline constexpr auto rethrow = [](const std::exception_ptr& error) {
  if (error != nullptr) std::rethrow_exception(error);
};

/// Runs one coroutine, and whatever else the context has to do, until nothing is left.
template <class Coroutine>
void run(boost::asio::io_context& context, Coroutine&& coroutine) {
  boost::asio::co_spawn(context, std::forward<Coroutine>(coroutine), rethrow);
  context.restart();
  context.run();
}

}  // namespace tributary::test
