#include "commands/connection_verbs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>

namespace tributary::detail {

namespace {

struct ConnectionVerb {
  std::string_view verb;
  std::string_view instead;  ///< what to use; empty: nothing
};

constexpr std::string_view kLogin = "the options of the client";
constexpr std::string_view kTransaction = "transaction(), or an atomic context";
constexpr std::string_view kSubscriber = "a Subscriber";

// Sorted, for the search.
constexpr auto kVerbs = std::to_array<ConnectionVerb>({
    {"ASKING", {}},
    {"AUTH", kLogin},
    {"DISCARD", kTransaction},
    {"EXEC", kTransaction},
    {"HELLO", kLogin},
    {"MONITOR", {}},
    {"MULTI", kTransaction},
    {"PSUBSCRIBE", kSubscriber},
    {"PSYNC", {}},
    {"PUNSUBSCRIBE", kSubscriber},
    {"QUIT", {}},
    {"READONLY", {}},
    {"READWRITE", {}},
    {"RESET", {}},
    {"SELECT", kLogin},
    {"SSUBSCRIBE", kSubscriber},
    {"SUBSCRIBE", kSubscriber},
    {"SUNSUBSCRIBE", kSubscriber},
    {"SYNC", {}},
    {"UNSUBSCRIBE", kSubscriber},
    {"UNWATCH", kTransaction},
    {"WATCH", kTransaction},
});

constexpr auto kClientVerbs = std::to_array<ConnectionVerb>({
    {"CACHING", {}},
    {"CAPA", {}},
    {"GETREDIR", {}},
    {"IMPORT-SOURCE", {}},
    {"NO-EVICT", {}},
    {"NO-TOUCH", {}},
    {"REPLY", {}},
    {"SETINFO", {}},
    {"SETNAME", kLogin},
    {"TRACKING", {}},
    {"TRACKINGINFO", {}},
});

constexpr auto kScriptVerbs = std::to_array<ConnectionVerb>({{"DEBUG", {}}});

static_assert(std::ranges::is_sorted(kVerbs, {}, &ConnectionVerb::verb));
static_assert(std::ranges::is_sorted(kClientVerbs, {}, &ConnectionVerb::verb));

/// A word as the tables spell it; long words are in none of them.
class UpperCase {
 public:
  explicit UpperCase(std::string_view word) noexcept {
    if (word.size() > letters_.size()) return;
    size_ = word.size();
    std::ranges::transform(word, letters_.begin(),
                           [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  }
  std::string_view view() const noexcept { return {letters_.data(), size_}; }

 private:
  std::array<char, 16> letters_;
  std::size_t size_ = 0;
};

/// The first word of a list as it will be sent.
class FirstText final : public ArgumentVisitor {
 public:
  void visit(const Argument& argument) override {
    if (std::exchange(seen_, true)) return;
    text_ = to_bytes(argument);
  }
  std::string_view text() const noexcept { return text_; }

 private:
  std::string text_;
  bool seen_ = false;
};

void refuse(std::span<const ConnectionVerb> verbs, std::string_view word, std::string_view before) {
  const UpperCase upper{word};
  const auto found = std::ranges::lower_bound(verbs, upper.view(), {}, &ConnectionVerb::verb);
  if (found == verbs.end() || found->verb != upper.view()) return;
  const std::string_view instead = found->instead;
  throw std::invalid_argument{fmt::format("{}{} changes the state of its connection, which belongs to a pool{}{}",
                                          before, found->verb, instead.empty() ? "" : ": use ", instead)};
}

}  // namespace

void refuse_connection_verb(std::string_view verb, const Arguments& args) {
  refuse(kVerbs, verb, "");
  const UpperCase container{verb};
  const bool is_client = container.view() == "CLIENT";
  if (!is_client && container.view() != "SCRIPT") return;
  FirstText subcommand;
  args.for_each(subcommand);
  if (is_client) {
    refuse(kClientVerbs, subcommand.text(), "CLIENT ");
  } else {
    refuse(kScriptVerbs, subcommand.text(), "SCRIPT ");
  }
}

}  // namespace tributary::detail
