#pragma once

#include "core/executor.hpp"
#include "transport/client_executor.hpp"

#include <memory>
#include <span>

namespace tributary::detail {

/// A connection apart from the pool, for as long as this exists.
class ClientSession final : public Session {
 public:
  /// TransportError when there is no connection.
  explicit ClientSession(std::shared_ptr<ClientExecutor> executor);
  ~ClientSession() override;

  void run(std::span<const Batch> batches) noexcept override;
  void abandon() noexcept override;

 private:
  std::shared_ptr<ClientExecutor> executor_;
  std::unique_ptr<Connection> connection_;
};

}  // namespace tributary::detail
