#pragma once

#include "link/place.hpp"
#include "link/wait_for.hpp"

#include <string>

namespace tributary::detail {

/// Finds out where a server is, by asking those who know: in steps, as a Dial makes a stream.
class Locator {
 public:
  virtual ~Locator() = default;

  virtual bool is_under_way() const noexcept = 0;
  virtual WaitFor wait_for() const noexcept = 0;
  virtual void step() = 0;

  /// When it is over: null when nobody knows, and why() says why.
  virtual const Place* place() const noexcept = 0;
  virtual const std::string& why() const noexcept = 0;
};

}  // namespace tributary::detail
