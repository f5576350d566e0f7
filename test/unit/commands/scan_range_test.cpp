#include <tributary/commands/scan_range.hpp>

#include <tributary/commands/pipeline_context.hpp>

#include "core/exchange.hpp"
#include "support/catch.hpp"
#include "support/resp_text.hpp"

#include <iterator>
#include <memory>
#include <ranges>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace tributary;
using tributary::detail::DeploymentAccess;
using tributary::test::resp_command;

static_assert(std::ranges::input_range<ScanRange<std::string>>);
static_assert(std::ranges::input_range<ScanRange<std::pair<int, double>>>);
static_assert(!std::ranges::forward_range<ScanRange<std::string>>);
static_assert(std::movable<ScanRange<std::string>>);

namespace {

/// Answers each command with the next of its pages; without one, the connection is lost.
class PagingExecutor final : public detail::Executor {
 public:
  std::string sent;
  std::vector<std::string> pages;

  void run(std::span<const detail::Batch> batches) noexcept override {
    detail::Exchange exchange{ReplyLimits{}};
    exchange.add(batches.front());
    std::string_view piece;
    while (exchange.unsent({&piece, 1}) > 0) {
      sent += piece;
      exchange.wrote(piece.size());
    }
    if (!pages.empty()) {
      exchange.received(pages.front());
      pages.erase(pages.begin());
    }
    exchange.fail(TransportReason::closed, "there is no further page");
  }
  std::unique_ptr<detail::Stream> open_stream() override { throw std::logic_error{"it does not stream"}; }
};

struct PagingClient : Deployment {
  explicit PagingClient(std::vector<std::string> pages) : Deployment{std::make_shared<PagingExecutor>()} {
    script().pages = std::move(pages);
  }
  PagingExecutor& script() const { return static_cast<PagingExecutor&>(*executor()); }
};

std::string page(std::string_view cursor, const std::vector<std::string>& elements) {
  std::string text{resp_command({std::string{cursor}})};
  return "*2\r\n" + text.substr(4) + resp_command(elements);
}

template <class T>
std::vector<T> all_of(ScanRange<T>&& range) {
  std::vector<T> elements;
  for (const T& element : range) elements.push_back(element);
  return elements;
}

}  // namespace

TEST_CASE("a range follows the cursors to their end, and an empty page is not the end") {
  const PagingClient client{{page("5", {"a", "b"}), page("9", {}), page("7", {}), page("0", {"c"})}};
  CHECK(all_of(scan_keys(client, {.match = "U*", .count = 2, .type = KeyType::list})) ==
        std::vector<std::string>{"a", "b", "c"});
  std::string asked;
  for (const char* cursor : {"0", "5", "9", "7"})
    asked += resp_command({"SCAN", cursor, "MATCH", "U*", "COUNT", "2", "TYPE", "list"});
  CHECK(client.script().sent == asked);
}

TEST_CASE("a range of nothing has no elements, also when its pages are many") {
  CHECK(all_of(scan_keys(PagingClient{{page("0", {})}})).empty());
  CHECK(all_of(scan_keys(PagingClient{{page("3", {}), page("0", {})}})).empty());
}

TEST_CASE("fields and members are typed, and asked for with their key") {
  const PagingClient client{
      {page("1", {"1", "0.5"}), page("0", {"2", "1"}), page("0", {"3", "4"}), page("0", {"m", "8"})}};
  CHECK(all_of(scan_fields<int, double>(client, "h")) == std::vector<std::pair<int, double>>{{1, 0.5}, {2, 1}});
  CHECK(all_of(scan_members<int>(client, "s", {.count = 3})) == std::vector{3, 4});
  CHECK(all_of(scan_scored_members(client, "z", {.match = "m"})) == std::vector<ScoredMember<>>{{"m", 8}});
  CHECK(client.script().sent == resp_command({"HSCAN", "h", "0"}) + resp_command({"HSCAN", "h", "1"}) +
                                    resp_command({"SSCAN", "s", "0", "COUNT", "3"}) +
                                    resp_command({"ZSCAN", "z", "0", "MATCH", "m"}));
}

TEST_CASE("an element that comes again is shown again, unless it is to be unique") {
  const std::vector<std::string> pages{page("5", {"a", "b", "a"}), page("6", {"b", "a"}), page("0", {"c", "b"})};
  CHECK(all_of(scan_members(PagingClient{pages}, "s")).size() == 7);
  CHECK(all_of(scan_members(PagingClient{pages}, "s", {.unique = true})) == std::vector<std::string>{"a", "b", "c"});
}

TEST_CASE("fields are told apart by their names, members by their bytes") {
  const PagingClient fields{{page("5", {"f", "1", "g", "1"}), page("0", {"f", "2"})}};
  CHECK(all_of(scan_fields(fields, "h", {.unique = true})) ==
        std::vector<std::pair<std::string, std::string>>{{"f", "1"}, {"g", "1"}});
  const PagingClient members{{page("5", {"m", "1"}), page("0", {"m", "2", "n", "2"})}};
  CHECK(all_of(scan_scored_members(members, "z", {.unique = true})) == std::vector<ScoredMember<>>{{"m", 1}, {"n", 2}});
  const PagingClient numbers{{page("0", {"0", "-0", "0"})}};
  CHECK(all_of(scan_members<double>(numbers, "s", {.unique = true})).size() == 2);
}

TEST_CASE("begin() starts a new scan that remembers nothing of the one before") {
  const PagingClient client{{page("5", {"a", "b"}), page("5", {"a"}), page("0", {"a", "c"})}};
  auto range = scan_keys(client, {.unique = true});
  CHECK(*range.begin() == "a");
  CHECK(all_of(std::move(range)) == std::vector<std::string>{"a", "c"});
  CHECK(client.script().sent ==
        resp_command({"SCAN", "0"}) + resp_command({"SCAN", "0"}) + resp_command({"SCAN", "5"}));
}

TEST_CASE("elements may be moved from") {
  const PagingClient client{{page("0", {"one that is too long for its string's own room", "b"})}};
  std::vector<std::string> taken;
  for (std::string& key : scan_keys(client, {.unique = true})) taken.push_back(std::move(key));
  CHECK(taken == std::vector<std::string>{"one that is too long for its string's own room", "b"});
}

TEST_CASE("an error comes out of begin() or of the step that read the page, and the scan is over") {
  const PagingClient client{{page("5", {"a"})}};
  auto range = scan_keys(client);
  auto iterator = range.begin();
  CHECK_THROWS_AS(++iterator, TransportError);
  CHECK(iterator == range.end());
  CHECK_THROWS_AS(range.begin(), TransportError);
  client.script().pages = {"-WRONGTYPE it is a list\r\n", page("x", {}), page("0", {"b"})};
  CHECK_THROWS_AS(range.begin(), ServerError);
  CHECK_THROWS_AS(range.begin(), DecodeError);
  CHECK(*range.begin() == "b");
}

TEST_CASE("a range keeps what it scans alive, and may be moved") {
  std::weak_ptr<detail::Executor> executor;
  {
    auto range = [&] {
      const PagingClient client{{page("5", {"a"}), page("0", {"b"})}};
      executor = DeploymentAccess::executor(client);
      return scan_keys(client);
    }();
    const auto moved = all_of(std::move(range));
    CHECK(moved == std::vector<std::string>{"a", "b"});
  }
  CHECK(executor.expired());
}
