#pragma once

namespace tributary::detail {

struct Settlement;

/// Is told when every command of a batch is settled or held. May be called within the reader, so it only notes it: what
/// follows, such as continuations, runs when the reader has returned.
class Landing {
 public:
  virtual void landed(Settlement& settlement) noexcept = 0;

 protected:
  ~Landing() = default;
};

}  // namespace tributary::detail
