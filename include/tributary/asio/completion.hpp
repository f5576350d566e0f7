#pragma once

#include <tributary/asio/resumption.hpp>
#include <tributary/core/recycled_memory.hpp>

#include <boost/asio/associated_allocator.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/system/system_error.hpp>

#include <atomic>
#include <concepts>
#include <cstdint>
#include <exception>
#include <memory>
#include <new>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>

namespace tributary::detail {

inline std::exception_ptr operation_aborted() {
  return std::make_exception_ptr(boost::system::system_error{boost::asio::error::operation_aborted});
}

/// A handler that waits for its results: what every asynchronous operation here has in common. It keeps the handler's
/// executor at work until then. Made by make_completion(), in memory of the handler's allocator.
template <class Handler, class... Results>
class Completion : public Resumption {
 public:
  using handler_type = Handler;

  explicit Completion(Handler&& handler)
      : work_{boost::asio::get_associated_executor(handler)}, handler_{std::move(handler)} {}

  /// True for whoever is first to complete it, or to cancel it.
  bool claim() noexcept { return !claimed_.exchange(true, std::memory_order_acq_rel); }
  /// After claim(): the handler is going to be called, never within this call. Where its executor has no memory for
  /// that, it is destroyed without being called.
  void finish_with(Results... results) noexcept {
    results_.emplace(std::move(results)...);
    if (resume_behind_reader(*this)) return;
    try {
      boost::asio::post(work_.get_executor(), Posted{this});
    } catch (const std::bad_alloc&) {
    }
  }

  void add_owner() noexcept { owners_.fetch_add(1, std::memory_order_relaxed); }
  void release() noexcept {
    if (owners_.fetch_sub(1, std::memory_order_acq_rel) == 1) destroy_();
  }

  void resume(const boost::asio::any_io_executor& here) final {
    if (is_same(work_.get_executor(), here)) {
      call();
    } else {
      boost::asio::dispatch(work_.get_executor(), Posted{this});
    }
  }
  void drop() noexcept final {
    [[maybe_unused]] const std::optional<Handler> dropped = std::exchange(handler_, std::nullopt);
    release();
  }

 protected:
  ~Completion() override = default;

  /// What cancelling means. To be said before anything can complete it.
  template <class Cancel>
  void listen_to_cancellation(Cancel cancel) {
    auto slot = boost::asio::get_associated_cancellation_slot(*handler_);
    if (slot.is_connected()) slot.assign([cancel](boost::asio::cancellation_type) mutable { cancel(); });
  }

 private:
  template <class Operation, class... Args>
  friend Operation* make_completion(typename Operation::handler_type handler, Args&&... args);
  using Executor = boost::asio::associated_executor_t<Handler>;

  /// A posted resumption, which its executor may destroy instead of calling it.
  struct Posted {
    explicit Posted(Completion* completion) noexcept : self{completion} {}
    Posted(Posted&& other) noexcept : self{std::exchange(other.self, nullptr)} {}
    Posted(const Posted&) = delete;
    Posted& operator=(const Posted&) = delete;
    ~Posted() {
      if (self != nullptr) self->drop();
    }
    void operator()() { std::exchange(self, nullptr)->call(); }

    Completion* self;
  };

  /// On the handler's executor, which is at work while it is here.
  void call() {
    Handler handler = std::move(*handler_);
    handler_.reset();
    std::tuple<Results...> results = std::move(*results_);
    auto slot = boost::asio::get_associated_cancellation_slot(handler);
    if (slot.is_connected()) slot.clear();
    release();
    std::apply(std::move(handler), std::move(results));
  }

  static bool is_same(const Executor& executor, const boost::asio::any_io_executor& here) noexcept {
    if constexpr (std::is_same_v<Executor, boost::asio::any_io_executor>) {
      return executor == here;
    } else if constexpr (std::is_same_v<Executor, boost::asio::system_executor>) {
      return true;
    } else {
      const Executor* const target = here.target<Executor>();
      return target != nullptr && *target == executor;
    }
  }

  std::atomic<std::uint32_t> owners_{1};
  std::atomic<bool> claimed_{false};
  boost::asio::executor_work_guard<Executor> work_;
  std::optional<Handler> handler_;
  std::optional<std::tuple<Results...>> results_;

  /// Knows the whole type, and the allocator.
  class Destroyer {
   public:
    void set(void* whole, void (*destroy)(void*) noexcept) noexcept {
      whole_ = whole;
      destroy_ = destroy;
    }
    void operator()() const noexcept { destroy_(whole_); }

   private:
    void* whole_ = nullptr;
    void (*destroy_)(void*) noexcept = nullptr;
  };
  Destroyer destroy_;
};

/// An operation in memory of its handler's allocator, with one owner.
template <class Operation, class... Args>
Operation* make_completion(typename Operation::handler_type handler, Args&&... args) {
  using Handler = typename Operation::handler_type;
  using Base = boost::asio::associated_allocator_t<Handler, RecyclingAllocator<void*>>;
  struct Whole {
    Whole(const Base& base, Handler&& own, Args&&... more)
        : allocator{base}, operation{std::move(own), std::forward<Args>(more)...} {}
    Base allocator;
    Operation operation;
  };
  using Allocator = typename std::allocator_traits<Base>::template rebind_alloc<Whole>;
  const Base base = boost::asio::get_associated_allocator(handler, RecyclingAllocator<void*>{});
  Allocator allocator{base};
  Whole* const memory = std::allocator_traits<Allocator>::allocate(allocator, 1);
  try {
    ::new (static_cast<void*>(memory)) Whole{base, std::move(handler), std::forward<Args>(args)...};
  } catch (...) {
    std::allocator_traits<Allocator>::deallocate(allocator, memory, 1);
    throw;
  }
  memory->operation.destroy_.set(memory, [](void* whole) noexcept {
    auto* const own = static_cast<Whole*>(whole);
    Allocator freeing{own->allocator};
    std::destroy_at(own);
    std::allocator_traits<Allocator>::deallocate(freeing, own, 1);
  });
  return &memory->operation;
}

}  // namespace tributary::detail
