#pragma once

#include <tributary/commands/commands.hpp>

#include <memory>
#include <utility>

namespace tributary::detail {

/// The commands of a client of which only the executor is known.
class ExecutorCommands final : public Commands {
 public:
  explicit ExecutorCommands(std::shared_ptr<Executor> executor) noexcept : Commands{std::move(executor)} {}
};

}  // namespace tributary::detail
