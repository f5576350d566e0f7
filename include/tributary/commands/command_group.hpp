#pragma once

#include <tributary/codec/arguments.hpp>
#include <tributary/codec/containers.hpp>
#include <tributary/codec/keys.hpp>
#include <tributary/core/deferred_result.hpp>

namespace tributary {

class Commands;

namespace detail {

struct CommandAccess;
struct FamilyAccess;

/// Base of the classes that declare one group of commands each. They hold nothing: a group is always a part of
/// Commands, which knows where its commands go.
template <class Group>
class CommandGroup {
 protected:
  CommandGroup() = default;
  ~CommandGroup() = default;
  CommandGroup(const CommandGroup&) = default;
  CommandGroup& operator=(const CommandGroup&) = default;
};

}  // namespace detail
}  // namespace tributary
