#pragma once

#include <tributary/config.hpp>

#include <concepts>
#include <initializer_list>
#include <memory>
#include <span>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

namespace tributary {

class Argument;
class ReplyView;

namespace detail {

class ErasedArguments;

/// Types that refer to what others own. A container of such refers to it, too.
template <class T>
inline constexpr bool refers_to_others = std::ranges::enable_view<T> || std::same_as<T, Argument> ||
                                         std::same_as<T, ReplyView> || std::is_base_of_v<ErasedArguments, T>;
template <class T>
  requires(!std::is_function_v<T>)
inline constexpr bool refers_to_others<T*> = true;
template <class T>
inline constexpr bool refers_to_others<std::initializer_list<T>> = true;
template <class T>
inline constexpr bool refers_to_others<std::reference_wrapper<T>> = true;
template <class... T>
inline constexpr bool refers_to_others<std::tuple<T...>> = (refers_to_others<T> || ...);
template <class A, class B>
inline constexpr bool refers_to_others<std::pair<A, B>> = refers_to_others<A> || refers_to_others<B>;
template <class T>
  requires(!std::ranges::enable_view<T> && !std::same_as<typename T::value_type, T>)
inline constexpr bool refers_to_others<T> = refers_to_others<typename T::value_type>;

}  // namespace detail

/// What a coroutine refers to without owning it; its caller says that it outlives the batch, with borrowed(). Of a
/// view, it is what the view shows.
///
///     DeferredResult<Price> price_of(Pipe redis, Borrowed<const Config> config, std::string article);
///     auto price = price_of(pipe, borrowed(config), "tea");
template <class T>
class Borrowed {
 public:
  explicit Borrowed(T& object) noexcept : object_{std::addressof(object)} {}

  T& operator*() const noexcept { return *object_; }
  T* operator->() const noexcept { return object_; }

 private:
  T* object_;
};

template <class T>
  requires detail::refers_to_others<T>
class Borrowed<T> {
 public:
  explicit Borrowed(T view) noexcept : view_{std::move(view)} {}

  const T& operator*() const noexcept { return view_; }
  const T* operator->() const noexcept { return &view_; }

 private:
  T view_;
};

template <class T>
  requires(!detail::refers_to_others<std::remove_cv_t<T>>)
Borrowed<T> borrowed(T& object) noexcept {
  return Borrowed<T>{object};
}
template <class T>
  requires detail::refers_to_others<T>
Borrowed<T> borrowed(T view) noexcept {
  return Borrowed<T>{std::move(view)};
}

}  // namespace tributary
