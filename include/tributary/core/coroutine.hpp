#pragma once

/// Functions that return a DeferredResult may be coroutines: straight code of which each step that needs an answer
/// leaves with those of all others in the batch.
///
///     DeferredResult<Page> home_page(Pipe redis, std::string session) {
///       auto user_id = co_await redis->get<std::int64_t>("session:" + session);                   // first wave
///       if (!user_id) co_return Page::login();
///       auto [user, feed] = co_await all(User::load(*redis, *user_id), redis->lrange(feed_of(*user_id), 0, 9));
///       co_return Page{*user, co_await load_posts(redis, feed)};                                  // third wave
///     }
///
/// It starts when it is called, so its first commands stand where it was called. At `co_await` it waits for the wave
/// that brings the value; a value that is there already does not wait. An error is thrown there and may be caught; what
/// leaves the coroutine is the error of its result. It is always resumed: when its batch is discarded with Discarded,
/// when the connection fails with TransportError, and when the batch ends without what it waits for with UsageError.
///
/// It takes values and one Pipe: a reference or a view would be gone when it goes on. See Borrowed.

#include <tributary/config.hpp>
#include <tributary/core/borrowed.hpp>
#include <tributary/core/deferred_result.hpp>
#include <tributary/core/pipe.hpp>
#include <tributary/core/recycled_memory.hpp>

#include <coroutine>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <type_traits>
#include <utility>

namespace tributary::detail {

class Context;
class PipeState;

/// A coroutine as its batch sees it. At a co_await that waits, it stands in the slot of that result; when it is not
/// sure that the batch settles that, in a list of the batch, too. It is part of the promise, as a coroutine waits for
/// one thing at a time.
class TRIBUTARY_API Suspension final : public Continuation {
 public:
  /// Called with a client, it gives `pipe` a batch of its own.
  explicit Suspension(const Pipe& pipe);
  ~Suspension() override;

  /// Waits for the slot. False when it does not, as that was settled meanwhile. Not inlined into the coroutine, which
  /// may be resumed or be gone before this returns.
  ///
  /// Errors:   UsageError when the slot will not be settled by the batch of the coroutine, or not as part of it; it is
  ///           thrown at the co_await
  bool wait(Slot& slot, std::coroutine_handle<> handle);
  /// What was recorded and never awaited leaves, too, when the batch is its own.
  void finish() noexcept {
    if (drives_) drive();
  }
  /// Throws the error of the result, or that it was resumed without one.
  [[noreturn]] void raise_unbrought(const Slot& slot) const;

  void run(Slot&) noexcept override {}
  void end() noexcept override;

 private:
  friend class PipeState;

  bool wait_unsure(Slot& slot);
  /// Executes the batch of its own. True.
  bool drive() noexcept;
  void resume() noexcept;

  bool drives_;  ///< its batch is executed where it waits for the first time
  bool is_listed_ = false;
  PipeState* batch_;
  Context* known_child_;  ///< the newest one nested in the Pipe when the coroutine was called or resumed
  std::coroutine_handle<> handle_;
  // When it is listed:
  Slot* slot_;
  Suspension* next_waiting_;
  Suspension* previous_waiting_;
};

/// The part of a promise that knows no types.
class TRIBUTARY_API Coroutine {
 public:
  Coroutine(const Coroutine&) = delete;
  Coroutine& operator=(const Coroutine&) = delete;

  static void* operator new(std::size_t bytes) { return take_recycled(bytes); }
  static void operator delete(void* frame, std::size_t bytes) noexcept { give_recycled(frame, bytes); }

  struct End {
    Suspension& suspension;
    bool await_ready() const noexcept {
      suspension.finish();
      return true;
    }
    void await_suspend(std::coroutine_handle<>) const noexcept {}
    void await_resume() const noexcept {}
  };
  std::suspend_never initial_suspend() const noexcept { return {}; }
  End final_suspend() noexcept { return {suspension_}; }

 protected:
  explicit Coroutine(const Pipe& pipe) : suspension_{pipe} {}

  Suspension suspension_;
};

/// `Kept`: of a result that somebody keeps, the value is referred to; of a temporary one it is moved out.
template <class T, bool Kept>
class ResultAwaiter {
 public:
  ResultAwaiter(Suspension& suspension, DeferredResult<T> result) noexcept
      : suspension_{suspension}, result_{std::move(result)} {}

  bool await_ready() const { return ResultAccess::slot(result_)->settled(); }
  bool await_suspend(std::coroutine_handle<> handle) {
    return suspension_.wait(*ResultAccess::known_slot(result_), handle);
  }
  std::conditional_t<Kept, const T&, T> await_resume() {
    Slot& slot = *ResultAccess::known_slot(result_);
    if (!slot.holds_value()) [[unlikely]]
      suspension_.raise_unbrought(slot);
    if constexpr (Kept) {
      return slot.value<T>();
    } else {
      return take_value<T>(slot);
    }
  }

 private:
  Suspension& suspension_;
  DeferredResult<T> result_;
};

template <class T>
class ReturningCoroutine : public Coroutine {
 public:
  DeferredResult<T> get_return_object() const noexcept { return ResultAccess::copy_of_new(output_); }
  /// What a destructor throws behind co_return comes too late.
  void unhandled_exception() const noexcept {
    if (!ResultAccess::is_moved_away(output_)) ResultAccess::known_slot(output_)->set_error(coroutine_error());
  }

  template <class U>
  ResultAwaiter<U, true> await_transform(const DeferredResult<U>& result) noexcept {
    return {this->suspension_, result};
  }
  template <class U>
  ResultAwaiter<U, false> await_transform(DeferredResult<U>&& result) noexcept {
    return {this->suspension_, std::move(result)};
  }
  template <class Other>
    requires(!is_deferred<std::remove_cvref_t<Other>>)
  void await_transform(Other&&) = delete;  // such a coroutine waits for results: of several, co_await all(...)

 protected:
  using Coroutine::Coroutine;

  DeferredResult<T> output_;
};

template <class T>
class Promise : public ReturningCoroutine<T> {
 public:
  using ReturningCoroutine<T>::ReturningCoroutine;
  void return_value(T value) { ResultAccess::set_and_leave(this->output_, std::move(value)); }
};
/// Without a value: `co_return;`, or the end of the function.
template <>
class Promise<Ok> : public ReturningCoroutine<Ok> {
 public:
  using ReturningCoroutine::ReturningCoroutine;
  void return_void() { ResultAccess::set_and_leave(output_, Ok{}); }
};

template <class T>
inline constexpr bool is_pipe = std::is_same_v<std::remove_cv_t<T>, Pipe>;

template <class First, class... Rest>
const Pipe& pipe_among(const First& first, const Rest&... rest) noexcept {
  if constexpr (is_pipe<First>) {
    return first;
  } else {
    return pipe_among(rest...);
  }
}

/// A lambda that captures nothing is passed to its own body by reference: there is nothing that could be gone. What it
/// captures is known when it is complete, which is later than its body: so this is a function, and no constant.
template <class Parameter>
void require_owned() {
  constexpr bool is_owned = std::is_reference_v<Parameter> ? std::is_empty_v<std::remove_reference_t<Parameter>>
                                                           : !refers_to_others<std::remove_cv_t<Parameter>>;
  static_assert(is_owned,
                "a parameter of this coroutine is a reference or a view, and what it refers to may be gone when the "
                "coroutine goes on: take a value, or a Borrowed for what outlives the batch (the object of a member "
                "function and what a lambda captures are such references, too)");
}

/// The promise is made with the parameters, of which it needs the Pipe.
template <class T, class... Declared>
struct PromiseWithPipe final : Promise<T> {
  template <class... Parameters>
  explicit PromiseWithPipe(Parameters&... parameters) : Promise<T>{pipe_among(parameters...)} {
    (require_owned<Declared>(), ...);
  }
};

}  // namespace tributary::detail

template <class T, class... Parameters>
struct std::coroutine_traits<tributary::DeferredResult<T>, Parameters...> {
  static_assert((tributary::detail::is_pipe<Parameters> || ...),
                "a coroutine that returns a DeferredResult takes a tributary::Pipe, by value: with it, it records its "
                "steps");
  using promise_type = tributary::detail::PromiseWithPipe<T, Parameters...>;
};
