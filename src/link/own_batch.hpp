#pragma once

#include <tributary/codec/containers.hpp>
#include <tributary/codec/scalars.hpp>
#include <tributary/core/context.hpp>
#include <tributary/core/deferred_result.hpp>

#include "commands/record_words.hpp"
#include "core/executor.hpp"
#include "core/started_flight.hpp"
#include "link/connection.hpp"

#include <cstddef>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

namespace tributary::detail {

/// A batch of the library's own commands, in the exchange of a connection.
class OwnBatch {
 public:
  explicit OwnBatch(Connection& connection)
      : executor_{std::make_shared<IntoExchange>(connection)}, context_{executor_, {}} {}
  ~OwnBatch() { executor_->give_up(); }
  OwnBatch(const OwnBatch&) = delete;
  OwnBatch& operator=(const OwnBatch&) = delete;

  template <Decodable T, class... Args>
  DeferredResult<T> record(std::string_view verb, const Args&... args) {
    const SlotHandle slot = record_words(context_, result_type<T>, verb, Arguments{Argument{args}...});
    asked_.push_back(slot);
    return ResultAccess::make<T>(slot);
  }
  void begin() { context_.execute(Errors::in_results); }
  /// Everything is answered, or the connection has failed.
  void end() noexcept { executor_->end(); }
  /// The first error, whatever it is. Null when every command succeeded.
  std::shared_ptr<const ErrorInfo> first_error() const {
    for (const SlotHandle& asked : asked_) {
      if (!asked->holds_value()) return asked->error();
    }
    return nullptr;
  }
  std::size_t size() const noexcept { return asked_.size(); }

 private:
  /// Starts batches on one connection that is in no pool yet, or not now.
  class IntoExchange final : public StartingExecutor {
   public:
    explicit IntoExchange(Connection& connection) noexcept : connection_{connection} {}

    void start(const Batch& batch) noexcept override {
      is_under_way_ = true;
      if (!connection_.add({&batch, 1})) connection_.fail(TransportReason::out_of_memory, kOutOfMemory);
    }
    void conclude(StartedFlight& flight) noexcept override { concluded_ = &flight; }
    void abandon(const FlightHandle&, Settlement&, const ErrorInfo&) noexcept override {}

    void end() noexcept {
      connection_.finish_exchange();
      if (concluded_ == nullptr) return;
      is_under_way_ = false;
      std::exchange(concluded_, nullptr)->arrive();
    }
    /// Nobody will carry its bytes any more.
    void give_up() noexcept {
      if (!is_under_way_) return;
      connection_.fail(TransportReason::cancelled, "the login was given up");
      end();
    }

   private:
    Connection& connection_;
    bool is_under_way_ = false;
    StartedFlight* concluded_ = nullptr;
  };

  std::shared_ptr<IntoExchange> executor_;
  Context context_;
  std::vector<SlotHandle> asked_;
};

}  // namespace tributary::detail
