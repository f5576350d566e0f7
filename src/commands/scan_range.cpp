#include <tributary/commands/scan_range.hpp>

#include <tributary/core/error.hpp>

#include "commands/executor_commands.hpp"
#include "commands/record.hpp"
#include "core/executor.hpp"

#include <unordered_set>

namespace tributary::detail {

std::vector<std::string> names_in(const ReplyView& elements, std::size_t step) {
  std::vector<std::string> names;
  names.reserve(elements.size() / step);
  std::size_t position = 0;
  for (const ReplyView element : elements) {
    if (position++ % step == 0) names.emplace_back(element.text());
  }
  return names;
}

struct ScanSource::State {
  ExecutorCommands client;
  Of what;
  std::string key;
  KeyScanOptions options;
  bool unique;
  std::unordered_set<std::string> seen;

  ScanOptions of_one_key() const { return {options.match, options.count}; }
};

ScanSource::ScanSource(const Deployment& client, Of what, std::string_view key, KeyScanRangeOptions&& options)
    : state_{new State{ExecutorCommands{DeploymentAccess::executor(client)},
                       what,
                       std::string{key},
                       KeyScanOptions{std::move(options.match), options.count, options.type},
                       options.unique,
                       {}}} {}

ScanSource::ScanSource(ScanSource&& other) noexcept = default;
ScanSource& ScanSource::operator=(ScanSource&& other) noexcept = default;
ScanSource::~ScanSource() = default;

void ScanSource::require_blocking() const {
  if (CommandAccess::executor(state_->client)->starting() == nullptr) return;
  throw UsageError{
      "a range cannot wait for the pages of an asynchronous client: await those of async_scan_keys() and its like"};
}

bool ScanSource::unique() const noexcept { return state_->unique; }

SlotHandle ScanSource::read(const ResultType& type, std::uint64_t cursor) {
  Commands& client = state_->client;
  const std::string& key = state_->key;
  switch (state_->what) {
    case Of::fields: return client.hscan_as(type, key, cursor, state_->of_one_key());
    case Of::members: return client.sscan_as(type, key, cursor, state_->of_one_key());
    case Of::scored_members: return client.zscan_as(type, key, cursor, state_->of_one_key());
    case Of::keys: break;
  }
  return client.scan_as(type, cursor, state_->options);
}

bool ScanSource::is_new(std::string&& name) { return state_->seen.insert(std::move(name)).second; }

void ScanSource::forget() noexcept { state_->seen.clear(); }

}  // namespace tributary::detail
