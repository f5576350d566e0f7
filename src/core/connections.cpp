#include <tributary/core/connections.hpp>

#include <tributary/core/error.hpp>

#include <fmt/format.h>

#include <map>
#include <mutex>

namespace tributary {

struct Connections::State {
  std::mutex mutex;
  std::map<std::string, std::shared_ptr<detail::Executor>, std::less<>> by_name;
};

Connections::Connections() : state_{std::make_shared<State>()} {}

void Connections::add(std::string name, const Deployment& client) {
  const std::lock_guard lock{state_->mutex};
  const auto& executor = detail::DeploymentAccess::executor(client);
  const auto [entry, added] = state_->by_name.try_emplace(std::move(name), executor);
  if (!added && entry->second != executor) {
    throw UsageError{fmt::format("the connection name \"{}\" belongs to another client already", entry->first)};
  }
}

void Connections::remove(std::string_view name) {
  const std::lock_guard lock{state_->mutex};
  if (const auto entry = state_->by_name.find(name); entry != state_->by_name.end()) state_->by_name.erase(entry);
}

bool Connections::contains(std::string_view name) const {
  const std::lock_guard lock{state_->mutex};
  return state_->by_name.contains(name);
}

std::shared_ptr<detail::Executor> Connections::find(std::string_view name) const {
  const std::lock_guard lock{state_->mutex};
  const auto entry = state_->by_name.find(name);
  if (entry == state_->by_name.end()) throw UnknownConnection{std::string{name}};
  return entry->second;
}

}  // namespace tributary
