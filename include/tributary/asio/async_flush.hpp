#pragma once

#include <tributary/asio/completion.hpp>
#include <tributary/commands/pipeline_context.hpp>
#include <tributary/core/arrival_listener.hpp>

#include <boost/asio/use_awaitable.hpp>

#include <cstddef>
#include <exception>
#include <utility>

namespace tributary {

namespace detail {

/// Errors:   UsageError for a nested context, and for a client that blocks; then `listener` is not told
TRIBUTARY_API void start_flush(PipelineContext& pipe, ArrivalListener& listener);

/// Waits until a stream has room. When the wait was cancelled it stays there, without its handler.
template <class Handler>
class FlushCompletion final : public ArrivalListener, public Completion<Handler, std::exception_ptr> {
 public:
  explicit FlushCompletion(Handler&& handler) : Completion<Handler, std::exception_ptr>{std::move(handler)} {}

  static void begin(Handler handler, PipelineContext& pipe) {
    auto* const operation = make_completion<FlushCompletion>(std::move(handler));
    operation->add_owner();  // the stream is one, and the handler the other
    try {
      operation->listen_to_cancellation([operation] {
        if (operation->claim()) operation->finish_with(operation_aborted());
      });
      start_flush(pipe, *operation);
    } catch (...) {
      if (operation->claim()) operation->finish_with(std::current_exception());
      operation->release();
    }
  }

  void arrived(std::exception_ptr, std::size_t) noexcept override {
    if (this->claim()) this->finish_with(nullptr);
    this->release();
  }
};

}  // namespace detail

/// Streams from a root whose client is asynchronous: sends what was recorded so far, on a connection of its own, and
/// waits until so much of it is answered that the next commands may be recorded. With it memory stays bounded, and the
/// server works meanwhile.
///
///     PipelineContext pipe{redis, {.flush_every = 1000}};
///     for (const auto& [key, value] : pairs) {
///       pipe.set(key, value);
///       if (pipe.size() >= 1000) co_await async_flush(pipe);
///     }
///     co_await async_execute(pipe);
///
/// Sends nothing while fewer than PipelineOptions::flush_every commands are there, nor from an atomic context. Results
/// are settled as their replies come; async_execute(), or execute(), sends the rest, and ends the stream: then
/// continuations and callbacks run, and what failed is told. When something of it is not sent, nothing behind it is.
///
/// Completion:   void(std::exception_ptr)
/// Cancellation: ends the wait with operation_aborted; what has been sent goes on
/// Errors:       UsageError for a nested context, and for a client that blocks; never those of commands
/// Lifetime:     `pipe` is used until the operation has been started, which co_await does at once. Destroyed
///               before its execute, it abandons what it has sent
template <class Token = boost::asio::use_awaitable_t<>>
auto async_flush(PipelineContext& pipe, Token&& token = Token{}) {
  return boost::asio::async_initiate<Token, void(std::exception_ptr)>(
      [](auto handler, PipelineContext* root) {
        detail::FlushCompletion<decltype(handler)>::begin(std::move(handler), *root);
      },
      token, &pipe);
}

}  // namespace tributary
