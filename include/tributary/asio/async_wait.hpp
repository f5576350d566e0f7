#pragma once

#include <tributary/asio/completion.hpp>
#include <tributary/core/deferred_result.hpp>

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/system_executor.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <concepts>
#include <exception>
#include <type_traits>
#include <utility>

namespace tributary {

namespace detail {

template <class Handler>
inline constexpr bool kHasNoExecutor =
    std::is_same_v<boost::asio::associated_executor_t<Handler>, boost::asio::system_executor>;

/// Waits for one result, in its slot. When the wait was cancelled it stays there, without its handler.
template <class T, class Handler>
class ResultWaiter final : public Continuation, public Completion<Handler, std::exception_ptr, T> {
 public:
  ResultWaiter(Handler&& handler, DeferredResult<T>&& result)
      : Completion<Handler, std::exception_ptr, T>{std::move(handler)}, result_{std::move(result)} {}

  static void begin(Handler handler, DeferredResult<T> result) {
    const SlotHandle slot = ResultAccess::slot(result);
    auto* const waiter = make_completion<ResultWaiter>(std::move(handler), std::move(result));
    waiter->add_owner();  // the slot is one, and the handler the other
    try {
      waiter->listen_to_cancellation([waiter] {
        if (waiter->claim()) waiter->finish_with(operation_aborted(), T{});
      });
      slot->when_settled(waiter);
    } catch (...) {  // there is no memory to listen
      waiter->finish_with(std::current_exception(), T{});
      waiter->release();
    }
  }

  void run(Slot& input) noexcept override {
    DeferredResult<T> result = std::move(result_);
    if (!this->claim()) return;
    if (!input.holds_value()) {
      this->finish_with(exception_of(input.error()), T{});
      return;
    }
    try {
      this->finish_with(std::exception_ptr{}, std::move(result).result());
    } catch (...) {
      this->finish_with(std::current_exception(), T{});
    }
  }
  void end() noexcept override { this->release(); }

 private:
  DeferredResult<T> result_;
};

}  // namespace detail

/// Waits for one result of an asynchronous client, or for anything made of such results by then() and all().
///
///     std::int64_t hits = co_await async_wait(redis.incr("hits"));
///
/// Completion:   void(std::exception_ptr, T): the value, or what result() would throw. A handler without an executor of
///               its own, such as a plain function, does not compile, as a result knows none either: see the other form
/// Cancellation: ends the wait with operation_aborted; the command goes on
/// Lifetime:     the value is moved out of the result when nobody else has it
template <std::default_initializable T, class Token = boost::asio::use_awaitable_t<>>
auto async_wait(DeferredResult<T> result, Token&& token = Token{}) {
  detail::ResultAccess::slot(result);  // refuses one that was moved away, here and not when it is awaited
  return boost::asio::async_initiate<Token, void(std::exception_ptr, T)>(
      [](auto handler, DeferredResult<T> awaited) {
        static_assert(!detail::kHasNoExecutor<decltype(handler)>,
                      "neither this handler nor a result knows an executor: say on whose the handler is called, with "
                      "async_wait(client, result, handler)");
        detail::ResultWaiter<T, decltype(handler)>::begin(std::move(handler), std::move(awaited));
      },
      token, std::move(result));
}

/// The same; a handler without an executor of its own is always called on that of `home`, which is a client, an
/// io_context or whatever else has get_executor().
///
///     async_wait(redis, redis.incr("hits"), [](std::exception_ptr error, std::int64_t hits) { ... });
template <class Home, std::default_initializable T, class Token = boost::asio::use_awaitable_t<>>
  requires requires(Home& home) { home.get_executor(); }
auto async_wait(Home&& home, DeferredResult<T> result, Token&& token = Token{}) {
  detail::ResultAccess::slot(result);
  return boost::asio::async_initiate<Token, void(std::exception_ptr, T)>(
      [executor = home.get_executor()](auto handler, DeferredResult<T> awaited) {
        const auto begin = [&awaited](auto whole) {
          detail::ResultWaiter<T, decltype(whole)>::begin(std::move(whole), std::move(awaited));
        };
        if constexpr (detail::kHasNoExecutor<decltype(handler)>) {
          begin(boost::asio::bind_executor(executor, std::move(handler)));
        } else {
          begin(std::move(handler));
        }
      },
      token, std::move(result));
}

}  // namespace tributary
