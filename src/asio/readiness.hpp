#pragma once

#include "link/deadline.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <boost/asio/strand.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <utility>

namespace tributary::detail {

using Strand = boost::asio::strand<boost::asio::any_io_executor>;

/// Waits until a descriptor can be read or written, and until a time, on a strand. The descriptor belongs to somebody
/// else, who detaches it before closing it.
///
/// A function is called once. One that is not going to be is dismissed: somebody waits for the same already, its
/// descriptor was detached, or an earlier time took its place. One that is neither was destroyed by its executor, which
/// has ended.
class Readiness {
 public:
  explicit Readiness(const Strand& strand) : descriptor_{strand}, timer_{strand} {}

  bool is_attached_to(int fd) const noexcept { return fd_ == fd; }
  void attach(int fd) {
    detach();
    descriptor_.assign(fd);
    fd_ = fd;
  }
  void detach() noexcept {
    if (fd_ < 0) return;
    ++generation_;
    fd_ = -1;
    reading_ = writing_ = false;
    try {
      descriptor_.release();
    } catch (...) {  // it is closed, or the context is gone: nothing is waited for either way
    }
  }

  template <class F>
  void when_readable(F&& function) {
    wait(boost::asio::posix::descriptor_base::wait_read, reading_, std::forward<F>(function));
  }
  template <class F>
  void when_writable(F&& function) {
    wait(boost::asio::posix::descriptor_base::wait_write, writing_, std::forward<F>(function));
  }

  /// The earliest of the times that were asked for counts.
  template <class F>
  void when_time(Clock::time_point until, F&& function) {
    if (armed_ && *armed_ <= until) return function.dismiss();
    armed_.reset();
    timer_.expires_at(until);
    timer_.async_wait([this, until, function = std::forward<F>(function)](const auto& error) mutable {
      if (error) return function.dismiss();
      if (armed_ == until) armed_.reset();
      function();
    });
    armed_ = until;
  }
  /// Nothing is waited for behind `latest`.
  void forget_time_after(Clock::time_point latest) noexcept {
    if (!armed_ || *armed_ <= latest) return;
    armed_.reset();
    timer_.cancel();
  }

 private:
  /// At most one for each direction.
  template <class F>
  void wait(boost::asio::posix::descriptor_base::wait_type what, bool& waiting, F&& function) {
    if (waiting) return function.dismiss();
    descriptor_.async_wait(
        what, [this, &waiting, generation = generation_, function = std::forward<F>(function)](const auto&) mutable {
          if (generation != generation_) return function.dismiss();
          waiting = false;
          function();  // an error of the descriptor is found by whoever reads it
        });
    waiting = true;
  }

  boost::asio::posix::basic_stream_descriptor<Strand> descriptor_;
  boost::asio::basic_waitable_timer<Clock, boost::asio::wait_traits<Clock>, Strand> timer_;
  int fd_ = -1;
  std::uint32_t generation_ = 0;
  bool reading_ = false;
  bool writing_ = false;
  std::optional<Clock::time_point> armed_;
};

}  // namespace tributary::detail
