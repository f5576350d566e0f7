#pragma once

#include <tributary/commands/commands.hpp>

#include <memory>
#include <utility>

namespace tributary::detail {

/// The commands of an executor, such as a client's or a session's: each is executed at once.
class ExecutorCommands final : public Commands {
 public:
  explicit ExecutorCommands(std::shared_ptr<Executor> executor) noexcept : Commands{std::move(executor)} {}
};

}  // namespace tributary::detail
