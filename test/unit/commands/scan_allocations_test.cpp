// A range allocates for its pages, and not for each element.
#include <tributary/commands/scan_range.hpp>

#include "core/exchange.hpp"
#include "support/allocations.hpp"
#include "support/catch.hpp"

#include <cstddef>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

using namespace tributary;

namespace {

/// One page of so many numbers, again and again.
class OnePageExecutor final : public detail::Executor {
 public:
  explicit OnePageExecutor(std::size_t numbers) : page_{"*2\r\n$1\r\n0\r\n*" + std::to_string(numbers) + "\r\n"} {
    for (std::size_t i = 0; i < numbers; ++i) page_ += "$1\r\n7\r\n";
  }

  void run(std::span<const detail::Batch> batches) noexcept override {
    exchange_.add(batches.front());
    std::string_view piece;
    while (exchange_.unsent({&piece, 1}) > 0) exchange_.wrote(piece.size());
    exchange_.received(page_);
    exchange_.reset();
  }
  std::unique_ptr<detail::Stream> open_stream() override { throw std::logic_error{"it does not stream"}; }

 private:
  std::string page_;
  detail::Exchange exchange_{ReplyLimits{}};
};

struct OnePageClient : Deployment {
  explicit OnePageClient(std::size_t numbers) : Deployment{std::make_shared<OnePageExecutor>(numbers)} {}
};

/// What it costs to walk over a page, after the buffers have grown.
std::size_t calls_for(std::size_t numbers) {
  auto range = scan_members<int>(OnePageClient{numbers}, "s");
  int sum = 0;
  const auto walk = [&] {
    for (const int number : range) sum += number;
  };
  for (int i = 0; i < 200; ++i) walk();
  const auto counted = test::allocations_of(walk).calls;
  CHECK(sum == 7 * 201 * static_cast<int>(numbers));
  return counted;
}

}  // namespace

TEST_CASE("a page of many elements takes as many allocations as one of few") {
  const auto few = calls_for(10);
  CHECK(few > 0);
  CHECK(calls_for(1000) == few);
}
