#pragma once

#include <tributary/config.hpp>
#include <tributary/core/ok.hpp>
#include <tributary/core/pipe.hpp>
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

/// Moved out for the last handle, else copied.
template <class T>
T take_value(Slot& slot) {
  if (slot.has_one_handle()) return T{std::move(slot.value<T>())};
  if constexpr (std::is_copy_constructible_v<T>) {
    return T{slot.value<T>()};
  } else {
    raise_not_copied();
  }
}

template <class F, class T>
concept CallableAlone = requires(F& function, const T& value) { detail::call(function, value); };
template <class F, class T>
concept CallableWithPipe = requires(F& function, const T& value, const Pipe& next) { function(value, next); };

/// What then() takes: a function of the value, also with a Pipe, or a pointer to a member of its class. Where the value
/// is a pointer or an optional, a lambda says what an empty one means.
template <class F, class T>
concept CallableWith = CallableAlone<std::decay_t<F>, T> || CallableWithPipe<std::decay_t<F>, T>;

template <class F, class T>
decltype(auto) call_step(F& function, const T& value) {
  if constexpr (CallableAlone<F, T>) {
    return detail::call(function, value);
  } else {
    return function(value, pipe_of_wave());
  }
}

/// The value of the result that then() gives for a function that returns a R.
template <class R>
struct ThenValue {
  using type = std::remove_cvref_t<R>;
};
template <class R>
  requires std::is_void_v<R>
struct ThenValue<R> {
  using type = Ok;
};
template <class U>
struct ThenValue<DeferredResult<U>> {
  using type = U;
};
template <class R>
inline constexpr bool is_deferred = false;
template <class U>
inline constexpr bool is_deferred<DeferredResult<U>> = true;

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
  /// A second handle of one that nobody else has.
  template <class T>
  static DeferredResult<T> copy_of_new(const DeferredResult<T>& result) noexcept {
    result.slot_->add_handle_unshared();
    return DeferredResult<T>{SlotHandle{&*result.slot_}};
  }
  /// set() by who has no more to do with it: the result is moved away.
  template <class T>
  static void set_and_leave(DeferredResult<T>& result, T value) {
    result.slot_.template set_and_leave<T>(std::move(value));
  }
  /// Of a result that was not moved away.
  template <class T>
  static const SlotHandle& known_slot(const DeferredResult<T>& result) noexcept {
    return result.slot_;
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
  ///
  /// Errors:   as above; UsageError when others are left and the value cannot be copied
  T result() && {
    require_value();
    const detail::SlotHandle taken = std::move(slot_);
    return detail::take_value<T>(*taken);
  }
  const T& operator*() const& TRIBUTARY_LIFETIME_BOUND { return result(); }
  T operator*() && { return std::move(*this).result(); }
  /// Of a temporary result, good until the end of the expression: a reference to a member, and a loop over one, dangle.
  const T* operator->() const TRIBUTARY_LIFETIME_BOUND { return &result(); }

  /// The value, or `fallback` when there is none (yet). Does not throw.
  [[nodiscard]] T value_or(T fallback) const { return has_value() ? slot_->value<T>() : std::move(fallback); }

  /// The result of calling `function` with the value, when the wave that brings it has been answered, or now when it is
  /// there. An error becomes the error of the new result, and `function` is not called; what it throws becomes one too.
  /// A function that returns nothing gives a DeferredResult<Ok>. Chains may be of any length.
  ///
  /// One that returns a DeferredResult<U> is a step: its result becomes that one. It records into the batch that is
  /// executing, with a Pipe that it captured, or with the one that it is given as a second argument, which is for the
  /// connection whose answer came, and leaves with the next wave:
  ///
  ///     redis.get<std::int64_t>(key).then([](const auto& id, Pipe next) { return next->get(user_key(*id)); })
  ///
  /// A second argument needs a batch: a result that was there already, as those of a blocking client are, has none.
  template <detail::CallableWith<T> F>
  auto then(F&& function) const {
    using Function = std::decay_t<F>;
    using Returned =
        std::remove_cvref_t<decltype(detail::call_step(std::declval<Function&>(), std::declval<const T&>()))>;
    using Value = typename detail::ThenValue<Returned>::type;
    require_handle();
    DeferredResult<Value> output;
    if constexpr (detail::is_deferred<Returned>) {
      slot_->when_settled(new Step<Value, Function>{output, std::forward<F>(function)});
    } else {
      slot_->when_settled(new Then<Value, Function>{output, std::forward<F>(function)});
    }
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
        if constexpr (std::is_void_v<decltype(detail::call_step(function_, value))>) {
          detail::call_step(function_, value);
          output_.set(Ok{});
        } else {
          output_.set(detail::call_step(function_, value));
        }
      } catch (...) {
        detail::ResultAccess::slot(output_)->set_error(detail::continuation_error());
      }
    }

   private:
    DeferredResult<Value> output_;
    F function_;
  };

  /// Waits for the value, then for the result that the function has returned.
  template <class Value, class F>
  class Step final : public detail::Continuation {
   public:
    template <class G>
    Step(DeferredResult<Value> output, G&& function)
        : output_{std::move(output)}, function_{std::forward<G>(function)} {}

    void run(detail::Slot& input) noexcept override {
      const detail::SlotHandle& output = detail::ResultAccess::slot(output_);
      if (!input.holds_value()) return output->set_error(input.error());
      try {
        if (called_) {
          output_.set(detail::take_value<Value>(input));
        } else {
          next_ = detail::ResultAccess::slot(detail::call_step(function_, input.value<T>()));
        }
      } catch (...) {
        output->set_error(detail::continuation_error());
      }
    }
    /// It must not keep a result alive that nobody else can give a value any more.
    void end() noexcept override {
      if (!next_) return delete this;
      called_ = true;
      forget_input();
      const detail::SlotHandle next = std::move(next_);
      next->when_settled(this);
    }

   private:
    DeferredResult<Value> output_;
    F function_;
    detail::SlotHandle next_;
    bool called_ = false;
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
