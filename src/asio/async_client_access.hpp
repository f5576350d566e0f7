#pragma once

#include <tributary/asio/async_client.hpp>

#include "asio/async_executor.hpp"

#include <memory>

namespace tributary::detail {

struct AsyncClientAccess {
  static std::shared_ptr<AsyncExecutor> executor(const AsyncClient& client) {
    return std::static_pointer_cast<AsyncExecutor>(DeploymentAccess::executor(client));
  }
};

}  // namespace tributary::detail
