#include "operations.hpp"

#include <tributary/tributary.hpp>

#include <charconv>
#include <chrono>

namespace customer_service {

using tributary::Commands;
using tributary::DeferredResult;
using tributary::Exists;
using tributary::NewScore;
using tributary::PipelineContext;

namespace {

double now() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return static_cast<double>(std::chrono::duration_cast<std::chrono::seconds>(since).count());
}

// [counting]
// Only of those who are ranked: whoever asks for an id that is none makes no customer.
DeferredResult<std::optional<double>> count_visit(Commands& redis, std::int64_t id) {
  return Ranking{redis, "visits"}.zadd_incr(id, 1, {.only_if = Exists::yes});
}

void mark_seen(Commands& redis, std::int64_t id) {
  Ranking{redis, "seen"}.zadd(id, now(), {.only_if = Exists::yes, .compare = NewScore::greater});
}
// [/counting]

void rank(Commands& redis, std::int64_t id) {
  Ranking{redis, "seen"}.zadd(id, now());
  Ranking{redis, "visits"}.zadd(id, 0, {.only_if = Exists::no});
}

std::int64_t number_of(const Customer& customer) {
  const std::string& id = customer.id();
  std::int64_t number = 0;
  std::from_chars(id.data(), id.data() + id.size(), number);
  return number;
}

}  // namespace

// [visit]
Visit visit(Commands& redis, std::int64_t id) {
  PipelineContext pipe{redis};
  auto customer = Customer::load(pipe, id);
  auto count = count_visit(pipe, id);
  mark_seen(pipe, id);
  pipe.execute();  // nested in a request's context: handed to it
  return {customer, count};
}
// [/visit]

void enrol(Commands& redis, Customer& customer) {
  PipelineContext pipe{redis, tributary::atomically};
  customer.save(pipe);
  rank(pipe, number_of(customer));
  pipe.execute();
}

DeferredResult<std::int64_t> count_customers(Commands& redis) { return Ranking{redis, "seen"}.zcard(); }

}  // namespace customer_service
