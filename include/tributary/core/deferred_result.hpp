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

template <class T>
class DeferredResult;

namespace detail {

/// std::invoke for one argument, without its header and without following pointers: a null one would be followed too.
template <class F, class T>
  requires(!std::is_member_pointer_v<F>)
auto call(F& function, const T& value) -> decltype(function(value)) {
  return function(value);
}
template <class F, class T>
  requires std::is_member_function_pointer_v<F>
auto call(F& function, const T& value) -> decltype((value.*function)()) {
  return (value.*function)();
}
template <class F, class T>
  requires std::is_member_object_pointer_v<F>
auto call(F& function, const T& value) -> decltype((value.*function)) {
  return value.*function;
}

/// What then() takes: a function of the value, or a pointer to a member of its class. Where the value is a pointer or
/// an optional, a lambda says what an empty one means.
template <class F, class T>
concept CallableWith = requires(std::decay_t<F>& function, const T& value) { detail::call(function, value); };

/// What only the library does with a result. A handle of a result of another type would reinterpret its value.
struct ResultAccess {
  template <class T>
  static DeferredResult<T> make(SlotHandle slot) noexcept {
    return DeferredResult<T>{std::move(slot)};
  }
  template <class T>
  static bool is_moved_away(const DeferredResult<T>& result) noexcept {
    return !result.slot_;
  }
  /// UsageError for a result that was moved away.
  template <class T>
  static const SlotHandle& slot(const DeferredResult<T>& result) {
    result.require_handle();
    return result.slot_;
  }
};

/// The result that the slot holds, which is of this type.
template <class T>
DeferredResult<T> deferred(SlotHandle slot) noexcept {
  return ResultAccess::make<T>(std::move(slot));
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
/// One that was moved away holds nothing: it is not ready, has no error, and everything else is a UsageError.
template <class T>
class DeferredResult {
 public:
  using value_type = T;

  /// A pending result of your own, to be set() once.
  DeferredResult() : slot_{detail::make_loose_slot(detail::plain_result_type<T>)} {}

  /// True when there is a value or an error.
  [[nodiscard]] bool ready() const noexcept { return slot_ && slot_->settled(); }
  /// True when there is a value.
  [[nodiscard]] bool has_value() const noexcept { return slot_ && slot_->holds_value(); }
  /// Why there is no value; null when there is one, or when it is pending. Lives as long as this result.
  [[nodiscard]] const ErrorInfo* error() const& noexcept TRIBUTARY_LIFETIME_BOUND {
    return ready() && !has_value() ? slot_->error().get() : nullptr;
  }
  /// The same of a temporary result, which it outlives.
  [[nodiscard]] std::shared_ptr<const ErrorInfo> error() && noexcept {
    return ready() && !has_value() ? slot_->error() : std::shared_ptr<const ErrorInfo>{};
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
  /// The value itself: moved out of the last handle, copied when others are left. This handle is moved away.
  T result() && {
    require_value();
    const detail::SlotHandle taken = std::move(slot_);
    return taken->has_one_handle() ? T{std::move(taken->value<T>())} : T{taken->value<T>()};
  }
  const T& operator*() const& TRIBUTARY_LIFETIME_BOUND { return result(); }
  T operator*() && { return std::move(*this).result(); }
  /// Of a temporary result, good until the end of the expression: a reference to a member, and a loop over one, dangle.
  const T* operator->() const TRIBUTARY_LIFETIME_BOUND { return &result(); }

  /// The value, or `fallback` when there is none (yet). Does not throw.
  [[nodiscard]] T value_or(T fallback) const { return has_value() ? slot_->value<T>() : std::move(fallback); }

  /// The result of calling `function` with the value, at the end of the execute that brings it, or now when it is
  /// there. An error becomes the error of the new result, and `function` is not called; what it throws becomes one too.
  /// A function that returns nothing gives a DeferredResult<Ok>. Chains may be of any length.
  template <detail::CallableWith<T> F>
  auto then(F&& function) const {
    using Returned = decltype(detail::call(std::declval<std::decay_t<F>&>(), std::declval<const T&>()));
    using Value = std::conditional_t<std::is_void_v<Returned>, Ok, std::remove_cvref_t<Returned>>;
    require_handle();
    DeferredResult<Value> output;
    slot_->when_settled(new Then<Value, std::decay_t<F>>{output, std::forward<F>(function)});
    return output;
  }

  /// Gives a result that you created its value, and runs what waits for it; called within a function of then(), when
  /// that has returned. Const, because it changes the result and not the handle: a lambda that captured a copy can call
  /// it.
  ///
  /// Errors:   UsageError when it is set already, or belongs to a recorded command
  void set(T value) const {
    require_handle();
    slot_->set<T>(std::move(value));
  }
  /// Gives a result that you created an error: what result() will throw.
  ///
  /// Errors:   UsageError as for set(), and for a null exception
  void set_exception(std::exception_ptr exception) const {
    require_handle();
    slot_->require_settable();
    if (exception == nullptr) throw UsageError{"a result cannot be set to a null exception"};
    try {
      std::rethrow_exception(std::move(exception));
    } catch (...) {
      slot_->set_error(detail::continuation_error());
    }
  }

  /// Harmless in every state.
  template <std::derived_from<std::ios_base> Stream>
  friend Stream& operator<<(Stream& out, const DeferredResult& result) {
    if (!result.ready()) {
      out << (result.slot_ ? "(pending)" : "(moved away)");
    } else if (const ErrorInfo* error = result.error()) {
      out << "(error: " << error->message << ')';
    } else {
      out << *result;
    }
    return out;
  }

 private:
  friend struct detail::ResultAccess;

  template <class Value, class F>
  class Then final : public detail::Continuation {
   public:
    template <class G>
    Then(DeferredResult<Value> output, G&& function)
        : output_{std::move(output)}, function_{std::forward<G>(function)} {}

    void run(detail::Slot& input) noexcept override {
      if (!input.holds_value()) {
        detail::ResultAccess::slot(output_)->set_error(input.error());
        return;
      }
      try {
        const T& value = input.value<T>();
        if constexpr (std::is_void_v<decltype(detail::call(function_, value))>) {
          detail::call(function_, value);
          output_.set(Ok{});
        } else {
          output_.set(detail::call(function_, value));
        }
      } catch (...) {
        detail::ResultAccess::slot(output_)->set_error(detail::continuation_error());
      }
    }

   private:
    DeferredResult<Value> output_;
    F function_;
  };

  explicit DeferredResult(detail::SlotHandle slot) noexcept : slot_{std::move(slot)} {}

  void require_handle() const {
    if (!slot_) detail::raise_moved_away();
  }
  void require_value() const {
    if (has_value()) return;
    require_handle();
    if (!ready()) detail::raise_not_ready();
    detail::raise(slot_->error());
  }

  detail::SlotHandle slot_;
};

}  // namespace tributary
