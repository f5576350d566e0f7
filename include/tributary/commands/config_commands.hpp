#pragma once

#include <tributary/commands/command_group.hpp>

#include <map>
#include <string>
#include <string_view>

namespace tributary {

/// The configuration of the server.
class TRIBUTARY_API ConfigCommands : public detail::CommandGroup<ConfigCommands> {
 public:
  /// Reads the settings whose names match a pattern: `config_get("maxmemory*")`, or one of them by its name.
  ///
  /// Sends:    CONFIG GET pattern
  /// Reply:    array of names and values -> std::map, empty when no name matches
  /// Cost:     O(N) for N settings
  /// Source:   redis.io/commands/config-get, since 2.0.0
  template <SingleArgument Pattern>
  DeferredResult<std::map<std::string, std::string>> config_get(const Pattern& pattern) {
    return config_get_one(pattern);
  }
  /// Reads the settings whose names match any of several patterns.
  ///
  /// Sends:    CONFIG GET pattern...
  /// Reply:    array of names and values -> std::map, empty when no name matches
  /// Errors:   std::invalid_argument for an empty list
  /// Cost:     O(N) for N settings
  /// Source:   redis.io/commands/config-get, several patterns since 7.0.0
  DeferredResult<std::map<std::string, std::string>> config_get(Arguments patterns);

  /// Sets the counters of INFO to 0, such as keyspace_hits.
  ///
  /// Sends:    CONFIG RESETSTAT
  /// Reply:    status OK -> Ok
  /// Cost:     O(1)
  /// Source:   redis.io/commands/config-resetstat, since 2.0.0
  DeferredResult<Ok> config_resetstat();

  /// Writes the settings to the file that the server was started with.
  ///
  /// Sends:    CONFIG REWRITE
  /// Reply:    status OK -> Ok
  /// Errors:   ERR when it was started without one, or it cannot be written
  /// Source:   redis.io/commands/config-rewrite, since 2.8.0
  DeferredResult<Ok> config_rewrite();

  /// Changes one setting.
  ///
  /// Sends:    CONFIG SET name value
  /// Reply:    status OK -> Ok
  /// Errors:   ERR for an unknown name, and for a value that the setting cannot have
  /// Cost:     O(1)
  /// Source:   redis.io/commands/config-set, since 2.0.0
  DeferredResult<Ok> config_set(std::string_view name, const Argument& value);
  /// Changes several settings: all, or none when one of them is refused.
  ///
  /// Sends:    CONFIG SET (name value)...
  /// Reply:    status OK -> Ok
  /// Errors:   std::invalid_argument for an empty list; ERR as above, and for a name that comes twice
  /// Cost:     O(N) for N settings
  /// Source:   redis.io/commands/config-set, several settings since 7.0.0
  DeferredResult<Ok> config_set(ArgumentPairs settings);

 private:
  DeferredResult<std::map<std::string, std::string>> config_get_one(const Argument& pattern);
};

}  // namespace tributary
