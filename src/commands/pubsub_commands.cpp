#include <tributary/commands/pubsub_commands.hpp>

#include "commands/record.hpp"
#include "commands/rows.hpp"

#include <tuple>
#include <utility>

namespace tributary {

using namespace detail;

namespace {

constexpr CommandTable kPubsubRows{
    CommandRow{"PUBLISH", 3, Access::none, Repeat::unsafe, kNoKey},
    CommandRow{"PUBSUB CHANNELS", -2, Access::none, Repeat::safe, kNoKey},
    CommandRow{"PUBSUB NUMPAT", 2, Access::none, Repeat::safe, kNoKey},
    CommandRow{"PUBSUB NUMSUB", -2, Access::none, Repeat::safe, kNoKey},
    CommandRow{"PUBSUB SHARDCHANNELS", -2, Access::none, Repeat::safe, kNoKey},
    CommandRow{"PUBSUB SHARDNUMSUB", -2, Access::none, Repeat::safe, kNoKey},
    CommandRow{"SPUBLISH", 3, Access::none, Repeat::unsafe, kOneKey},
};

/// The pattern that is sent; none for the one that leaves nothing out.
Words pattern_words(std::string_view pattern) {
  Words words;
  if (pattern != "*") words.add(pattern);
  return words;
}

std::int64_t only_number(const ReplyView& reply) {
  return std::get<1>(decode<std::tuple<std::string, std::int64_t>>(reply));
}

/// Of channels and numbers in turn, the numbers: who asks knows the channels.
std::vector<std::int64_t> numbers(const ReplyView& reply) {
  require_array(reply);
  require_even(reply);
  std::vector<std::int64_t> numbers;
  numbers.reserve(reply.size() / 2);
  for (auto element = reply.begin(); element != reply.end(); ++element) {
    ++element;
    numbers.push_back(decode<std::int64_t>(*element));
  }
  return numbers;
}

}  // namespace

std::span<const CommandRow> detail::pubsub_command_rows() noexcept { return kPubsubRows.rows(); }

DeferredResult<std::int64_t> PubsubCommands::publish(std::string_view channel, const Argument& message) {
  return record<std::int64_t>(*this, kPubsubRows["PUBLISH"], channel, message);
}

DeferredResult<std::vector<std::string>> PubsubCommands::pubsub_channels(std::string_view pattern) {
  return record<std::vector<std::string>>(*this, kPubsubRows["PUBSUB CHANNELS"], pattern_words(pattern));
}

DeferredResult<std::int64_t> PubsubCommands::pubsub_numpat() {
  return record<std::int64_t>(*this, kPubsubRows["PUBSUB NUMPAT"]);
}

DeferredResult<std::int64_t> PubsubCommands::pubsub_numsub_one(const Argument& channel) {
  return record_with<&only_number>(*this, kPubsubRows["PUBSUB NUMSUB"], channel);
}

DeferredResult<std::vector<std::int64_t>> PubsubCommands::pubsub_numsub(Arguments channels) {
  require_some(channels, "PUBSUB NUMSUB", "channel");
  return record_with<&numbers>(*this, kPubsubRows["PUBSUB NUMSUB"], channels);
}

DeferredResult<std::vector<std::string>> PubsubCommands::pubsub_shardchannels(std::string_view pattern) {
  return record<std::vector<std::string>>(*this, kPubsubRows["PUBSUB SHARDCHANNELS"], pattern_words(pattern));
}

DeferredResult<std::int64_t> PubsubCommands::pubsub_shardnumsub_one(const Argument& channel) {
  return record_with<&only_number>(*this, kPubsubRows["PUBSUB SHARDNUMSUB"], channel);
}

DeferredResult<std::vector<std::int64_t>> PubsubCommands::pubsub_shardnumsub(Arguments channels) {
  require_some(channels, "PUBSUB SHARDNUMSUB", "channel");
  return record_with<&numbers>(*this, kPubsubRows["PUBSUB SHARDNUMSUB"], channels);
}

DeferredResult<std::int64_t> PubsubCommands::spublish(std::string_view channel, const Argument& message) {
  return record<std::int64_t>(*this, kPubsubRows["SPUBLISH"], channel, message);
}

}  // namespace tributary
