#pragma once

#include <tributary/config.hpp>

#include <cstdint>
#include <memory>
#include <type_traits>
#include <utility>

namespace tributary::detail {

/// A function to be called once, in a list that can be handed over in one step.
class TRIBUTARY_API Callback {
 public:
  virtual ~Callback();
  virtual void run() = 0;

 private:
  friend class CallbackList;
  Callback* next_ = nullptr;
};

template <class F>
std::unique_ptr<Callback> make_callback(F&& function) {
  class Holder final : public Callback {
   public:
    explicit Holder(F&& f) : function_{std::forward<F>(f)} {}
    void run() override { function_(); }

   private:
    std::decay_t<F> function_;
  };
  return std::make_unique<Holder>(std::forward<F>(function));
}

/// First in, first out.
class TRIBUTARY_API CallbackList {
 public:
  CallbackList() noexcept {}  // NOLINT(modernize-use-equals-default): last_ stays without a value
  CallbackList(const CallbackList&) = delete;
  CallbackList& operator=(const CallbackList&) = delete;
  ~CallbackList() {
    if (first_ != nullptr) clear();
  }

  bool empty() const noexcept { return first_ == nullptr; }
  /// 0 when it is empty.
  std::uintptr_t kept() const noexcept { return reinterpret_cast<std::uintptr_t>(first_); }
  void push(std::unique_ptr<Callback> callback) noexcept;
  /// Null when the list is empty.
  std::unique_ptr<Callback> pop() noexcept;
  /// Appends all of `other` and leaves it empty.
  void splice(CallbackList& other) noexcept;
  void clear() noexcept;

 private:
  Callback* last_;  ///< has a value when there is a first one
  Callback* first_ = nullptr;
};

}  // namespace tributary::detail
