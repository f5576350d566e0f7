#include "core/executor.hpp"

namespace tributary::detail {

std::shared_ptr<Session> Executor::open_session() {
  throw UsageError{"this deployment cannot keep a connection for one user"};
}

}  // namespace tributary::detail
