#include "executed_commands.hpp"

#include "workloads/workload_entry.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <set>
#include <string>

namespace tributary::bench {
namespace {

std::string lower(std::string_view word) {
  std::string text{word};
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

std::set<std::string> verbs_of(const Workload& workload) {
  std::set<std::string> verbs;
  for (const bool writes : {false, true}) {
    Words words;
    workload_entry(workload.command).words(workload, {.key = {}, .value = {}, .request = {.writes = writes}}, words);
    verbs.insert(lower(words.views().front()));
  }
  return verbs;
}

}  // namespace

std::int64_t calls_of(std::string_view commandstats, std::string_view verb) {
  const std::string name = "cmdstat_" + lower(verb);
  constexpr std::string_view kCalls = ":calls=";
  std::int64_t calls = 0;
  while (!commandstats.empty()) {
    const auto line = commandstats.substr(0, commandstats.find('\n'));
    commandstats.remove_prefix(std::min(line.size() + 1, commandstats.size()));
    const auto colon = line.find(kCalls);
    if (colon == std::string_view::npos || !line.starts_with(name)) continue;
    if (colon != name.size() && line[name.size()] != '|') continue;
    std::int64_t own = 0;
    std::from_chars(line.data() + colon + kCalls.size(), line.data() + line.size(), own);
    calls += own;
  }
  return calls;
}

std::optional<std::int64_t> executed_commands(HiredisConnection& redis, const Workload& workload) {
  const auto verbs = verbs_of(workload);
  if (verbs.contains("info") || verbs.contains("ping")) return std::nullopt;
  const auto reply = redis.command({"INFO", "commandstats"});
  std::int64_t calls = 0;
  for (const auto& verb : verbs) calls += calls_of({reply->str, reply->len}, verb);
  return calls;
}

}  // namespace tributary::bench
