#pragma once

#include "core/executor.hpp"
#include "transport/pool.hpp"

#include <memory>
#include <span>

namespace tributary::detail {

/// Runs batches on blocking connections, those of several clients at the same time.
class ClientExecutor final : public Executor, public std::enable_shared_from_this<ClientExecutor> {
 public:
  explicit ClientExecutor(const ClientOptions& options) : pool_{options} {}

  Pool& pool() noexcept { return pool_; }

  Telemetry* telemetry() noexcept override { return &pool_.telemetry(); }

  void run(std::span<const Batch> batches) noexcept override;
  bool runs_together_with(const Executor& other) const noexcept override;
  std::unique_ptr<Stream> open_stream() override;
  std::shared_ptr<Session> open_session() override;

 private:
  static void run_several(std::span<const Batch> batches, Lease kind);

  Pool pool_;
};

}  // namespace tributary::detail
