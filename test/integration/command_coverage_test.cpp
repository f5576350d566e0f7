// Every command of the server is declared by the library or left out for a reason that somebody wrote down.

#include <tributary/commands/pipeline_context.hpp>

#include "integration/emptied_client.hpp"
#include "integration/omitted_commands.hpp"
#include "integration/server_name.hpp"
#include "integration/server_version.hpp"
#include "support/catch.hpp"

#include "commands/rows.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

using namespace tributary;
using namespace tributary::test;

namespace {

std::set<std::string> covered_names() {
  std::set<std::string> names;
  for (const detail::CommandRow* row : detail::all_command_rows()) names.insert(server_name(row->verb));
  return names;
}

std::map<std::string, const OmittedCommand*> omissions() {
  std::map<std::string, const OmittedCommand*> omitted;
  for (const OmittedCommand& omission : kOmittedCommands) omitted.emplace(server_name(omission.verb), &omission);
  return omitted;
}

/// The commands that can be sent: CONFIG itself cannot, it is as good as its subcommands.
std::set<std::string> commands_of(Client& redis) {
  std::set<std::string> listed;
  for (const auto& name : redis.command<std::vector<std::string>>("COMMAND", "LIST").result()) {
    listed.insert(server_name(name));  // those of modules have any case
  }
  std::set<std::string> commands = listed;
  for (const std::string& name : listed) {
    if (const auto bar = name.find('|'); bar != std::string::npos) commands.erase(name.substr(0, bar));
  }
  return commands;
}

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

}  // namespace

TEST_CASE("every command of the server is declared, or left out for a reason") {
  Client redis = emptied_client();
  const std::set<std::string> covered = covered_names();
  const auto omitted = omissions();
  const std::set<std::string> commands = commands_of(redis);
  std::set<std::string> neither;
  std::size_t count = 0;
  for (const std::string& name : commands) {
    count += covered.count(name);
    if (!covered.contains(name) && !omitted.contains(name)) neither.insert(name);
  }
  CHECK(neither == std::set<std::string>{});
  CHECK(commands.size() > 300);
  fmt::print("commands covered: {} of {}; {} are left out for a reason\n", count, commands.size(),
             commands.size() - count - neither.size());
}

TEST_CASE("no command is both declared and left out, and none is left out twice") {
  const std::set<std::string> covered = covered_names();
  std::set<std::string> both;
  for (const auto& [name, omission] : omissions()) {
    if (covered.contains(name)) both.insert(name);
  }
  CHECK(both == std::set<std::string>{});
  CHECK(omissions().size() == std::size(kOmittedCommands));
}

TEST_CASE("what is left out exists, on the servers that are said to have it") {
  Client redis = emptied_client();
  const ServerVersion server = version_of(redis);
  const std::set<std::string> commands = commands_of(redis);
  for (const auto& [name, omission] : omissions()) {
    INFO(omission->verb << " on " << server);
    CHECK(commands.contains(name) == server.has(omission->since));
    CHECK((!omission->reason.empty() || omission->why == Why::help));
  }
}

TEST_CASE("command() refuses what is left out because of its connection, in any case") {
  Client redis = emptied_client();
  PipelineContext pipe{redis};
  for (const OmittedCommand& omission : kOmittedCommands) {
    if (omission.why != Why::connection) continue;
    CAPTURE(omission.verb);
    const auto space = omission.verb.find(' ');
    const bool has_subcommand = space != std::string_view::npos;
    const auto record = [&](std::string_view verb, std::string_view subcommand) {
      if (has_subcommand) {
        pipe.command<Ok>(verb, subcommand);
      } else {
        pipe.command<Ok>(verb);
      }
    };
    const std::string verb{omission.verb.substr(0, space)};
    const std::string subcommand{has_subcommand ? omission.verb.substr(space + 1) : ""};
    CHECK_THROWS_AS(record(verb, subcommand), std::invalid_argument);
    CHECK_THROWS_AS(record(lower(verb), lower(subcommand)), std::invalid_argument);
  }
  CHECK(pipe.empty());
}
