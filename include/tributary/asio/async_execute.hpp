#pragma once

#include <tributary/asio/completion.hpp>
#include <tributary/commands/pipeline_context.hpp>
#include <tributary/core/arrival_listener.hpp>

#include <boost/asio/use_awaitable.hpp>

#include <cstddef>
#include <exception>
#include <type_traits>
#include <utility>

namespace tributary {

namespace detail {

class StartedFlight;

/// A started batch that somebody waits for: what depends on no handler.
class TRIBUTARY_API ExecuteOperation : public ArrivalListener {
 public:
  ExecuteOperation() noexcept = default;
  ExecuteOperation(const ExecuteOperation&) = delete;
  ExecuteOperation& operator=(const ExecuteOperation&) = delete;

  /// Errors:   those of PipelineContext::execute() that come before anything is sent
  void start(PipelineContext& pipe, const ExecuteOptions& options);
  /// Whoever waits leaves: arrived() comes soon.
  void abandon() noexcept;

 protected:
  ~ExecuteOperation();

 private:
  StartedFlight* flight_ = nullptr;
};

template <class Handler>
class ExecuteCompletion final : public ExecuteOperation, public Completion<Handler, std::exception_ptr, std::size_t> {
 public:
  explicit ExecuteCompletion(Handler&& handler)
      : Completion<Handler, std::exception_ptr, std::size_t>{std::move(handler)} {}

  static void begin(Handler handler, PipelineContext& pipe, const ExecuteOptions& options) {
    auto* const operation = make_completion<ExecuteCompletion>(std::move(handler));
    operation->add_owner();  // until it is started: it may arrive before
    try {
      operation->listen_to_cancellation([operation] { operation->abandon(); });
      operation->start(pipe, options);
    } catch (...) {
      operation->finish_with(std::current_exception(), 0);
    }
    operation->release();
  }

  void arrived(std::exception_ptr error, std::size_t failed) noexcept override {
    this->finish_with(std::move(error), failed);
  }
};

}  // namespace detail

/// Executes a root whose client is asynchronous, and waits until every result is there, and continuations and
/// callbacks have run.
///
///     co_await async_execute(pipe);
///     co_await async_execute(pipe, {.deadline = 50ms});
///
/// Completion:   void(std::exception_ptr, std::size_t): what PipelineContext::execute() would throw, and the number of
///               commands that failed
/// Cancellation: the caller goes on at once. What has not left never will; what has left is `maybe_applied`, and its
///               replies are consumed when they come
/// Errors:       UsageError for a nested context, and for a client that blocks
/// Lifetime:     `pipe` is used until the operation has been started, which co_await does at once
template <class Token = boost::asio::use_awaitable_t<>>
auto async_execute(PipelineContext& pipe, const ExecuteOptions& options, Token&& token = Token{}) {
  return boost::asio::async_initiate<Token, void(std::exception_ptr, std::size_t)>(
      [](auto handler, PipelineContext* root, const ExecuteOptions& wanted) {
        detail::ExecuteCompletion<decltype(handler)>::begin(std::move(handler), *root, wanted);
      },
      token, &pipe, options);
}
template <class Token = boost::asio::use_awaitable_t<>>
auto async_execute(PipelineContext& pipe, Errors errors, Token&& token = Token{}) {
  return async_execute(pipe, ExecuteOptions{.errors = errors}, std::forward<Token>(token));
}
template <class Token = boost::asio::use_awaitable_t<>>
  requires(!std::is_convertible_v<Token, ExecuteOptions> && !std::is_convertible_v<Token, Errors>)
auto async_execute(PipelineContext& pipe, Token&& token = Token{}) {
  return async_execute(pipe, ExecuteOptions{}, std::forward<Token>(token));
}

}  // namespace tributary
