#pragma once

#include <tributary/core/deferred_result.hpp>

#include <atomic>
#include <cstddef>
#include <memory>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace tributary {

namespace detail {

/// What an all() waits for. The values are copied as they arrive, so that it holds on to no input. Inputs of several
/// clients may arrive on several threads.
template <class Output>
class Gathering {
 public:
  explicit Gathering(std::size_t inputs) noexcept : missing_{inputs} {}

  const DeferredResult<Output>& output() const noexcept { return output_; }

  /// Takes one input: `keep` keeps its value. The last one completes the output by `make`.
  template <class Keep, class Make>
  void arrived(std::size_t index, const Slot& input, Keep&& keep, Make&& make) noexcept {
    if (!input.holds_value()) {
      failed(index, input.error());
    } else {
      try {
        keep();
      } catch (...) {
        failed(index, continuation_error());
      }
    }
    if (missing_.fetch_sub(1, std::memory_order_acq_rel) > 1) return;
    if (error_ != nullptr) {
      ResultAccess::slot(output_)->set_error(std::move(error_));
      return;
    }
    try {
      output_.set(make());
    } catch (...) {
      ResultAccess::slot(output_)->set_error(continuation_error());
    }
  }

 private:
  /// Of several errors the one of the first input counts.
  void failed(std::size_t index, std::shared_ptr<const ErrorInfo> error) noexcept {
    while (failing_.test_and_set(std::memory_order_acquire)) {  // another input is here, for a moment
    }
    if (index <= failed_index_) {
      failed_index_ = index;
      error_ = std::move(error);
    }
    failing_.clear(std::memory_order_release);
  }

  DeferredResult<Output> output_;
  std::atomic<std::size_t> missing_;
  std::atomic_flag failing_;
  std::size_t failed_index_ = static_cast<std::size_t>(-1);
  std::shared_ptr<const ErrorInfo> error_;
};

/// Tells a gathering about one input.
template <class State>
class Arrival final : public Continuation {
 public:
  using Take = void (*)(State& state, std::size_t index, Slot& input);
  Arrival(std::shared_ptr<State> state, std::size_t index, Take take) noexcept
      : state_{std::move(state)}, index_{index}, take_{take} {}
  void run(Slot& input) noexcept override { take_(*state_, index_, input); }

 private:
  std::shared_ptr<State> state_;
  std::size_t index_;
  Take take_;
};

template <class State>
void await_input(const std::shared_ptr<State>& state, std::size_t index, const SlotHandle& input,
                 typename Arrival<State>::Take take) {
  input->when_settled(new Arrival<State>{state, index, take});
}

template <class T>
struct GatheredVector : Gathering<std::vector<T>> {
  explicit GatheredVector(std::size_t inputs) : Gathering<std::vector<T>>{inputs}, values(inputs) {}

  static void take(GatheredVector& self, std::size_t index, Slot& input) {
    self.arrived(
        index, input, [&] { self.values[index].emplace(input.value<T>()); },
        [&] {
          std::vector<T> all;
          all.reserve(self.values.size());
          for (auto& value : self.values) all.push_back(std::move(*value));
          return all;
        });
  }

  std::vector<std::optional<T>> values;
};

template <class... T>
struct GatheredTuple : Gathering<std::tuple<T...>> {
  GatheredTuple() : Gathering<std::tuple<T...>>{sizeof...(T)} {}

  template <std::size_t I>
  static void take(GatheredTuple& self, std::size_t index, Slot& input) {
    using Value = std::tuple_element_t<I, std::tuple<T...>>;
    self.arrived(
        index, input, [&] { std::get<I>(self.values).emplace(input.value<Value>()); },
        [&] { return std::apply([](auto&... value) { return std::tuple<T...>{std::move(*value)...}; }, self.values); });
  }

  std::tuple<std::optional<T>...> values;
};

template <class Range>
concept DeferredRange = requires(const Range& range) {
  requires is_deferred<std::remove_cvref_t<decltype(*std::begin(range))>>;
  std::size(range);
};

}  // namespace detail

/// One result that holds the values of all, in their order. The first error, in their order, becomes its error. Of no
/// results: an empty vector, at once. The inputs need not outlive the call.
template <detail::DeferredRange Range>
[[nodiscard]] auto all(const Range& results) {
  using T = typename std::remove_cvref_t<decltype(*std::begin(results))>::value_type;
  using State = detail::GatheredVector<T>;
  const auto state = std::make_shared<State>(std::size(results));
  const auto output = state->output();
  if (std::size(results) == 0) output.set(std::vector<T>{});
  std::size_t index = 0;
  for (const auto& result : results) {
    detail::await_input(state, index++, detail::ResultAccess::slot(result), &State::take);
  }
  return output;
}

/// One result that holds a tuple of the values. The first error, in the order of the arguments, becomes its error.
template <class... T>
  requires(sizeof...(T) > 0)
[[nodiscard]] DeferredResult<std::tuple<T...>> all(const DeferredResult<T>&... results) {
  using State = detail::GatheredTuple<T...>;
  const auto state = std::make_shared<State>();
  const auto output = state->output();
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    (detail::await_input(state, I, detail::ResultAccess::slot(results), &State::template take<I>), ...);
  }(std::index_sequence_for<T...>{});
  return output;
}

}  // namespace tributary
