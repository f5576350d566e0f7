// What an application has of the asynchronous part.
#include <tributary/asio.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include <fmt/format.h>

#include <exception>

namespace {

boost::asio::awaitable<void> use(tributary::AsyncClient redis, bool& right) {
  tributary::PipelineContext pipe{redis};
  pipe.set("asio", 41);
  const auto sum = pipe.incr("asio");
  co_await async_execute(pipe);
  const auto value = co_await async_wait(redis.get<int>("asio"));
  right = *sum == 42 && value == 42;
}

}  // namespace

int use_asio(const char* uri) try {
  boost::asio::io_context context;
  bool right = false;
  boost::asio::co_spawn(context, use(tributary::AsyncClient{context, uri}, right), boost::asio::detached);
  context.run();
  tributary::AsyncClient with_thread{uri};
  return right && wait(with_thread.incr("asio")) == 43 ? 0 : 1;
} catch (const std::exception& error) {
  fmt::print("{}\n", error.what());
  return 1;
}
