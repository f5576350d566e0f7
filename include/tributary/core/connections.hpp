#pragma once

#include <tributary/config.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace tributary {

namespace detail {
class Executor;
struct DeploymentAccess;
}  // namespace detail

/// Something that runs batches: the part of a client that a Connections registry keeps.
class TRIBUTARY_API Deployment {
 protected:
  explicit Deployment(std::shared_ptr<detail::Executor> executor) noexcept : executor_{std::move(executor)} {}
  ~Deployment() = default;
  Deployment(const Deployment&) = default;
  Deployment& operator=(const Deployment&) = default;

  const std::shared_ptr<detail::Executor>& executor() const noexcept { return executor_; }

 private:
  friend struct detail::DeploymentAccess;

  std::shared_ptr<detail::Executor> executor_;
};

/// The named clients of one application. A cheap handle: copies are the same registry. Any thread may use it.
///
/// A name is looked up when a batch with commands for it executes, not before.
class TRIBUTARY_API Connections {
 public:
  [[nodiscard]] Connections();

  /// Names a client. Naming the same client again changes nothing.
  ///
  /// Errors:   UsageError when the name belongs to another client; remove() it first
  void add(std::string name, const Deployment& client);
  /// Forgets a name; one that is not known is none the less forgotten. Contexts that are executing are not disturbed.
  void remove(std::string_view name);
  [[nodiscard]] bool contains(std::string_view name) const;

 private:
  friend struct detail::DeploymentAccess;

  std::shared_ptr<detail::Executor> find(std::string_view name) const;

  struct State;
  std::shared_ptr<State> state_;
};

namespace detail {

/// Where the batches of a client go.
struct DeploymentAccess {
  static const std::shared_ptr<Executor>& executor(const Deployment& client) noexcept { return client.executor_; }
  /// UnknownConnection when there is no client of that name.
  static std::shared_ptr<Executor> find(const Connections& connections, std::string_view name) {
    return connections.find(name);
  }
};

}  // namespace detail

}  // namespace tributary
