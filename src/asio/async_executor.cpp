#include "asio/async_executor.hpp"

#include <tributary/core/error.hpp>

#include "asio/async_session.hpp"
#include "transport/sentinel_dialer.hpp"

#include <algorithm>
#include <new>
#include <utility>

namespace tributary::detail {

AsyncExecutor::AsyncExecutor(const boost::asio::any_io_executor& executor, const ClientOptions& server,
                             const AsyncClientOptions& options)
    : executor_{executor},
      dialer_{make_dialer(server)},
      options_{options},
      telemetry_{std::make_shared<Telemetry>(server.observer, server.endpoint())},
      service_{&ContextService::of(executor)} {
  for (std::size_t i = 0; i < options.connections; ++i) {
    links_.push_back(
        std::make_shared<AsyncLink>(executor, dialer_, options, telemetry_, static_cast<ApartLinks*>(this)));
  }
  ending_.reserve(links_.size());
  service_->add(*this);
}

AsyncExecutor::~AsyncExecutor() {
  if (service_ != nullptr) service_->remove(*this);
  for (const CarriedLinks::Place& place : places_) CarriedLinks::remove(place);
}

/// A delay is a matter of the executor's timer.
void AsyncExecutor::let_threads_carry(boost::asio::io_context& context) {
  if (options_.delay.count() > 0) return;
  places_.reserve(links_.size());
  for (const auto& link : links_) {
    const auto place = CarriedLinks::add(*link, context.get_executor());
    if (!place) return;
    places_.push_back(*place);
    link->let_threads_carry(*place);
  }
}

AsyncLink& AsyncExecutor::next_link() noexcept {
  if (links_.size() == 1) return *links_.front();
  return *links_[next_.fetch_add(1, std::memory_order_relaxed) % links_.size()];
}

void AsyncExecutor::start(const Batch& batch) noexcept { next_link().submit(batch); }

/// With several connections there is no order between single commands anyhow, so any that is in a turn will do.
Context* AsyncExecutor::open_context(const std::shared_ptr<Executor>& self) {
  for (const auto& link : links_) {
    if (Context* const open = link->open_context(self)) return open;
  }
  return nullptr;
}

void AsyncExecutor::conclude(StartedFlight& flight) noexcept { links_.front()->conclude(flight); }

template <class F>
void AsyncExecutor::for_each_link(F&& f) {
  for (const auto& link : links_) f(*link);
  const std::lock_guard lock{mutex_};
  for (const auto& link : apart_) f(*link);
}

/// With the mutex.
std::shared_ptr<AsyncLink> AsyncExecutor::occupy_apart(LinkInbox::Occupation occupation) {
  const auto free = std::ranges::find_if(apart_, [=](const auto& link) { return link->try_occupy(occupation); });
  if (free != apart_.end()) return *free;
  ending_.reserve(links_.size() + apart_.size() + 1);
  apart_.push_back(std::make_shared<AsyncLink>(executor_, dialer_, options_, telemetry_, nullptr));
  apart_.back()->try_occupy(occupation);
  return apart_.back();
}

void AsyncExecutor::start_apart(const Batch& batch) noexcept {
  std::shared_ptr<AsyncLink> link;
  try {
    const std::lock_guard lock{mutex_};
    link = occupy_apart(LinkInbox::Occupation::for_a_batch);
  } catch (const std::bad_alloc&) {
    settle_unsent({&batch, 1}, without_memory(), {});
    return;
  }
  link->submit(batch);
}

std::shared_ptr<Session> AsyncExecutor::open_session() {
  throw UsageError{"transaction() would block the executor of an asynchronous client: await async_transaction()"};
}

std::shared_ptr<AsyncLink> AsyncExecutor::open_session_link(LinkInbox::Occupation occupation) {
  if (!executor_) throw UsageError{"the execution context of the client has ended"};
  const std::lock_guard lock{mutex_};
  return occupy_apart(occupation);
}

std::shared_ptr<Executor> AsyncExecutor::open_started_stream(const std::shared_ptr<Executor>& self) {
  return std::make_shared<AsyncSession>(std::static_pointer_cast<AsyncExecutor>(self),
                                        LinkInbox::Occupation::for_a_stream);
}

void AsyncExecutor::abandon(const FlightHandle& flight, Settlement& settlement, const ErrorInfo& why) noexcept {
  for_each_link([&](AsyncLink& link) { link.abandon(flight, settlement, why); });
}

ClientStatistics AsyncExecutor::statistics() {
  ClientStatistics all = telemetry_->statistics();
  for_each_link([&all](const AsyncLink& link) { all.queued += link.queued_commands(); });
  return all;
}

void AsyncExecutor::context_ends() noexcept {
  service_ = nullptr;
  executor_ = {};
  std::vector<std::shared_ptr<AsyncLink>> links;  // this may end while they settle what was started
  {
    const std::lock_guard lock{mutex_};
    links = std::move(ending_);
    links.assign(links_.begin(), links_.end());
    links.insert(links.end(), apart_.begin(), apart_.end());
  }
  for (const auto& link : links) link->executor_ends();
}

void AsyncExecutor::close() {
  for_each_link([](AsyncLink& link) { link.close(); });
}

void AsyncExecutor::abort() {
  for_each_link([](AsyncLink& link) { link.abort(); });
}

}  // namespace tributary::detail
