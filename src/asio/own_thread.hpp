#pragma once

#include "asio/async_executor.hpp"
#include "asio/resumptions.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include <memory>
#include <thread>
#include <utility>

namespace tributary::detail {

/// An io_context with the thread that runs it. The thread ends when nothing is left to do; the last handle may be given
/// back on that thread itself, or on one that carries a connection for it, which cannot wait for that end.
class OwnThread {
 public:
  OwnThread() : context_{std::make_shared<Context>()}, thread_{[context = context_] { context->io.run(); }} {}
  ~OwnThread() {
    context_->work.reset();
    if (thread_.get_id() == std::this_thread::get_id() || Resumptions::current() != nullptr) {
      thread_.detach();
    } else {
      thread_.join();
    }
  }
  OwnThread(const OwnThread&) = delete;
  OwnThread& operator=(const OwnThread&) = delete;

  boost::asio::io_context& context() noexcept { return context_->io; }
  boost::asio::any_io_executor executor() { return context_->io.get_executor(); }

 private:
  struct Context {
    boost::asio::io_context io{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work{io.get_executor()};
  };

  std::shared_ptr<Context> context_;
  std::thread thread_;
};

/// What `make` makes for the executor of a new thread, which ends with it.
template <class Make>
std::shared_ptr<AsyncExecutor> with_own_thread(Make&& make) {
  struct Owner {
    OwnThread thread;
    std::shared_ptr<AsyncExecutor> executor;  // ended before its thread
  };
  auto owner = std::make_shared<Owner>();
  owner->executor = std::forward<Make>(make)(owner->thread.executor());
  owner->executor->let_threads_carry(owner->thread.context());
  AsyncExecutor* const executor = owner->executor.get();
  return std::shared_ptr<AsyncExecutor>{std::move(owner), executor};
}

}  // namespace tributary::detail
