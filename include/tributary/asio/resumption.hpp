#pragma once

#include <tributary/config.hpp>

#include <boost/asio/any_io_executor.hpp>

namespace tributary::detail {

/// A caller that is about to go on: a completion handler with what it is called with.
class TRIBUTARY_API Resumption {
 public:
  Resumption() noexcept = default;
  Resumption(const Resumption&) = delete;
  Resumption& operator=(const Resumption&) = delete;

  /// Calls the handler on its executor, at once where that is `here`, and ends this object. Throws what it throws.
  virtual void resume(const boost::asio::any_io_executor& here) = 0;
  /// There is no executor any more: ends the handler without calling it.
  virtual void drop() noexcept = 0;

 protected:
  virtual ~Resumption() = default;

 private:
  friend class Resumptions;
  Resumption* next_ = nullptr;
};

/// Resumes a caller when this thread has left the reader, if it is in one. False when it is in none: the caller posts.
TRIBUTARY_API bool resume_behind_reader(Resumption& resumption) noexcept;

}  // namespace tributary::detail
