#pragma once

#include <tributary/config.hpp>
#include <tributary/core/ok.hpp>
#include <tributary/core/slot.hpp>

#include <concepts>
#include <exception>
#include <iosfwd>
#include <memory>
#include <type_traits>
#include <utility>

namespace tributary {

namespace detail {

/// std::invoke for one argument, without its header.
template <class F, class T>
decltype(auto) call(F& function, const T& value) {
  if constexpr (std::is_member_function_pointer_v<F>) {
    return (value.*function)();
  } else if constexpr (std::is_member_object_pointer_v<F>) {
    return value.*function;
  } else {
    return function(value);
  }
}

}  // namespace detail

/// The typed result of a recorded command, or of a combination of such results.
///
/// It is in exactly one state: pending until the outermost context executes, or has sent it while streaming, then a
/// value or an error for good.
/// Reading a pending one throws ResultNotReady; nothing ever blocks or sends because a result is read.
///
/// A cheap handle, 8 bytes: copies are the same result. It may outlive its context and its client. Copies may be made,
/// read and released on any thread; then(), and set(), belong to the thread that executes, or to a time after it.
/// Dropping the last handle of a pending result is fine: its command runs all the same, and the reply is not decoded.
template <class T>
class DeferredResult {
 public:
  using value_type = T;

  /// A pending result of your own, to be set() once.
  DeferredResult() : slot_{detail::make_loose_slot(detail::plain_result_type<T>)} {}
  explicit DeferredResult(detail::SlotHandle slot) noexcept : slot_{std::move(slot)} {}

  /// True when there is a value or an error.
  bool ready() const noexcept { return slot_->settled(); }
  /// True when there is a value.
  bool has_value() const noexcept { return slot_->holds_value(); }
  /// Why there is no value; null when there is one, or when it is pending. Lives as long as this result.
  const ErrorInfo* error() const noexcept TRIBUTARY_LIFETIME_BOUND {
    return ready() && !has_value() ? slot_->error().get() : nullptr;
  }

  /// The value.
  ///
  /// Errors:   ResultNotReady while pending; ServerError, DecodeError, TransportError, Discarded, or what the function
  ///           given to then() threw
  /// Lifetime: as long as any handle of this result
  const T& result() const& TRIBUTARY_LIFETIME_BOUND {
    require_value();
    return slot_->value<T>();
  }
  /// The value itself: moved out of the last handle, copied when others are left.
  T result() && {
    require_value();
    return slot_->has_one_handle() ? T{std::move(slot_->value<T>())} : T{slot_->value<T>()};
  }
  const T& operator*() const& TRIBUTARY_LIFETIME_BOUND { return result(); }
  T operator*() && { return std::move(*this).result(); }
  const T* operator->() const TRIBUTARY_LIFETIME_BOUND { return &result(); }

  /// The value, or `fallback` when there is none (yet). Does not throw.
  T value_or(T fallback) const { return has_value() ? slot_->value<T>() : std::move(fallback); }

  /// The result of calling `function` with the value, at the end of the execute that brings it, or now when it is
  /// there. An error becomes the error of the new result, and `function` is not called; what it throws becomes one too.
  /// A function that returns nothing gives a DeferredResult<Ok>.
  template <std::invocable<const T&> F>
  auto then(F&& function) const {
    using Returned = std::invoke_result_t<F, const T&>;
    using Value = std::conditional_t<std::is_void_v<Returned>, Ok, std::remove_cvref_t<Returned>>;
    DeferredResult<Value> output;
    auto* continuation = new Then<Value, std::decay_t<F>>{output, std::forward<F>(function)};
    if (ready()) {
      continuation->run(*slot_);
      delete continuation;
    } else {
      slot_->add_waiting(continuation);
    }
    return output;
  }

  /// Gives a result that you created its value, and runs what waits for it. Const, because it changes the result and
  /// not the handle: a lambda that captured a copy can call it.
  ///
  /// Errors:   UsageError when it is set already, or belongs to a recorded command
  void set(T value) const { slot_->set<T>(std::move(value)); }
  /// Gives a result that you created an error: what result() will throw.
  ///
  /// Errors:   UsageError as for set(), and for a null exception
  void set_exception(std::exception_ptr exception) const {
    slot_->require_settable();
    if (exception == nullptr) throw UsageError{"a result cannot be set to a null exception"};
    try {
      std::rethrow_exception(std::move(exception));
    } catch (...) {
      slot_->set_error(detail::continuation_error());
    }
  }

  const detail::SlotHandle& slot() const noexcept { return slot_; }

  /// Harmless in every state.
  template <std::derived_from<std::ios_base> Stream>
  friend Stream& operator<<(Stream& out, const DeferredResult& result) {
    if (!result.ready()) {
      out << "(pending)";
    } else if (const ErrorInfo* error = result.error()) {
      out << "(error: " << error->message << ')';
    } else {
      out << *result;
    }
    return out;
  }

 private:
  template <class Value, class F>
  class Then final : public detail::Continuation {
   public:
    template <class G>
    Then(DeferredResult<Value> output, G&& function)
        : output_{std::move(output)}, function_{std::forward<G>(function)} {}

    void run(detail::Slot& input) noexcept override {
      if (!input.holds_value()) {
        output_.slot()->set_error(input.error());
        return;
      }
      try {
        const T& value = input.value<T>();
        if constexpr (std::is_void_v<std::invoke_result_t<F&, const T&>>) {
          detail::call(function_, value);
          output_.set(Ok{});
        } else {
          output_.set(detail::call(function_, value));
        }
      } catch (...) {
        output_.slot()->set_error(detail::continuation_error());
      }
    }

   private:
    DeferredResult<Value> output_;
    F function_;
  };

  void require_value() const {
    if (has_value()) return;
    if (!ready()) detail::raise_not_ready();
    detail::raise(slot_->error());
  }

  detail::SlotHandle slot_;
};

}  // namespace tributary
