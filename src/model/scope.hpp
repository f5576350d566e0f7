#pragma once

#include <tributary/commands/commands.hpp>
#include <tributary/core/context.hpp>

#include "commands/record.hpp"

#include <optional>
#include <string_view>

namespace tributary::detail {

/// Where one operation records its commands: a context in the caller's, for the connection that the model names when
/// the root knows names, or a root when the caller is a client.
class Scope {
 public:
  Scope(Commands& outer, std::string_view connection) {
    Context* const parent = CommandAccess::context(outer);
    if (parent == nullptr || connection.empty() || !parent->knows_names()) {
      context_.emplace(parent, CommandAccess::executor(outer), PipelineOptions{});
    } else {
      context_.emplace(*parent, connection);
    }
    commands_.emplace(*context_);
  }

  Commands& commands() noexcept { return *commands_; }
  Context& context() noexcept { return *context_; }
  /// Hands the commands to the caller's context, or runs them.
  void execute() { context_->execute(Errors::raise); }

 private:
  struct Facade : Commands {
    explicit Facade(Context& context) noexcept : Commands{context} {}
  };

  std::optional<Context> context_;
  std::optional<Facade> commands_;
};

}  // namespace tributary::detail
