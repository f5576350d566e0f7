#pragma once

#include "asio/operation_memory.hpp"
#include "link/deadline.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>

#include <cstdint>
#include <optional>
#include <type_traits>
#include <utility>

namespace tributary::detail {

/// What has happened that a connection waited for. Of a descriptor that was detached meanwhile, as its number tells,
/// nothing has.
struct LinkEvents {
  std::optional<std::uint32_t> readable;
  std::optional<std::uint32_t> writable;
  bool time_passed = false;

  bool any() const noexcept { return readable || writable || time_passed; }
  void add(const LinkEvents& later) noexcept {
    if (later.readable) readable = later.readable;
    if (later.writable) writable = later.writable;
    time_passed |= later.time_passed;
  }
};

/// Waits until the socket of a connection can be read or written, and until a time. The descriptor belongs to somebody
/// else, who detaches it before closing it.
///
/// A function is called once, on any thread that runs the executor, with what has happened: whoever is at work on the
/// connection is to say so here by take(). One that is not going to be called is dismissed: somebody waits for the same
/// already, its descriptor was detached, or an earlier time took its place. One that is neither was destroyed by its
/// executor, which has ended.
class LinkReadiness {
 public:
  explicit LinkReadiness(const boost::asio::any_io_executor& executor)
      : descriptor_{std::in_place, executor}, timer_{std::in_place, executor} {}

  /// The executor ends: from here on nothing is waited for.
  void end() noexcept {
    detach();
    armed_.reset();
    descriptor_.reset();
    timer_.reset();
  }

  bool is_attached_to(int fd) const noexcept { return fd_ == fd; }
  bool is_reading() const noexcept { return reading_; }
  void attach(int fd) {
    detach();
    descriptor_->assign(fd);
    fd_ = fd;
  }
  void detach() noexcept {
    if (fd_ < 0) return;
    ++generation_;
    fd_ = -1;
    reading_ = writing_ = false;
    try {
      descriptor_->release();
    } catch (...) {  // it is closed, or the context is gone: nothing is waited for either way
    }
  }

  template <class F>
  void when_readable(F&& function) {
    wait(boost::asio::posix::descriptor_base::wait_read, reading_, {.readable = generation_, .writable = {}},
         reading_memory_, std::forward<F>(function));
  }
  template <class F>
  void when_writable(F&& function) {
    wait(boost::asio::posix::descriptor_base::wait_write, writing_, {.readable = {}, .writable = generation_},
         writing_memory_, std::forward<F>(function));
  }

  /// The earliest of the times that were asked for counts.
  template <class F>
  void when_time(Clock::time_point until, F&& function) {
    if (armed_ && *armed_ <= until) return function.dismiss();
    timer_->expires_at(until);
    armed_.reset();
    timer_->async_wait(Waiting<std::remove_cvref_t<F>>{
        std::forward<F>(function), {.readable = {}, .writable = {}, .time_passed = true}, &time_memory_});
    armed_ = until;
  }
  void forget_time() noexcept {
    if (!armed_) return;
    armed_.reset();
    timer_->cancel();
  }

  /// What of `events` counts. It may be waited for again.
  LinkEvents take(LinkEvents events) noexcept {
    if (events.readable != generation_) events.readable.reset();
    if (events.writable != generation_) events.writable.reset();
    if (events.readable) reading_ = false;
    if (events.writable) writing_ = false;
    if (events.time_passed && armed_ && *armed_ <= Clock::now()) armed_.reset();
    return events;
  }

 private:
  template <class F>
  struct Waiting {
    using allocator_type = OperationMemory::Allocator<void*>;
    allocator_type get_allocator() const noexcept { return allocator_type{*memory}; }

    void operator()(const boost::system::error_code& error) {
      // Another error is found by whoever uses the descriptor.
      if (error == boost::asio::error::operation_aborted) return function.dismiss();
      function(event);
    }

    F function;
    LinkEvents event;
    OperationMemory* memory;
  };

  /// At most one for each direction.
  template <class F>
  void wait(boost::asio::posix::descriptor_base::wait_type what, bool& waiting, const LinkEvents& event,
            OperationMemory& memory, F&& function) {
    if (waiting) return function.dismiss();
    descriptor_->async_wait(what, Waiting<std::remove_cvref_t<F>>{std::forward<F>(function), event, &memory});
    waiting = true;
  }

  OperationMemory reading_memory_;
  OperationMemory writing_memory_;
  OperationMemory time_memory_;
  using Descriptor = boost::asio::posix::basic_stream_descriptor<boost::asio::any_io_executor>;
  using Timer = boost::asio::basic_waitable_timer<Clock, boost::asio::wait_traits<Clock>, boost::asio::any_io_executor>;

  std::optional<Descriptor> descriptor_;
  std::optional<Timer> timer_;
  int fd_ = -1;
  std::uint32_t generation_ = 0;
  bool reading_ = false;
  bool writing_ = false;
  std::optional<Clock::time_point> armed_;
};

}  // namespace tributary::detail
