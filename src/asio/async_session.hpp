#pragma once

#include "asio/async_executor.hpp"
#include "core/executor.hpp"
#include "core/started_flight.hpp"

#include <atomic>
#include <chrono>
#include <memory>
#include <utility>

namespace tributary::detail {

/// One connection for as long as this exists; the asynchronous form of a Session.
class AsyncSession final : public StartingExecutor {
 public:
  explicit AsyncSession(std::shared_ptr<AsyncExecutor> client,
                        LinkInbox::Occupation occupation = LinkInbox::Occupation::for_a_session)
      : client_{std::move(client)}, link_{client_->open_session_link(occupation)} {}
  ~AsyncSession() override { link_->release(is_clean_); }

  Telemetry* telemetry() noexcept override { return client_->telemetry(); }

  void start(const Batch& batch) noexcept override { link_->submit(batch); }
  void conclude(StartedFlight& flight) noexcept override {
    met_conflict_ = flight.met_conflict();
    link_->conclude(flight);
  }
  void abandon(const FlightHandle& flight, Settlement& settlement, const ErrorInfo& why) noexcept override {
    link_->abandon(flight, settlement, why);
  }
  void limit(const FlightHandle& flight, Settlement& settlement,
             std::chrono::steady_clock::time_point until) noexcept override {
    link_->limit(flight, settlement, until);
  }
  void require_transactions() const override { permit_.require(); }

  void permit_transactions(bool permitted) noexcept { permit_.set(permitted); }
  /// True when a key that was watched had been changed, and the last batch executed nothing. When it has arrived.
  bool met_conflict() const noexcept { return met_conflict_; }
  /// Whether the server keeps nothing for the connection, so that others can have it.
  void set_clean(bool clean) noexcept { is_clean_ = clean; }

 private:
  std::shared_ptr<AsyncExecutor> client_;
  std::shared_ptr<AsyncLink> link_;
  TransactionPermit permit_;
  bool is_clean_ = true;
  std::atomic<bool> met_conflict_{false};
};

}  // namespace tributary::detail
