#pragma once

// What is done with customers in Redis. None of it knows of HTTP, of coroutines, or of who executes it.

#include "customer.hpp"

#include <tributary/commands/commands.hpp>

#include <cstdint>
#include <optional>

namespace customer_service {

struct Visit {
  tributary::DeferredResult<std::optional<Customer>> customer;
  /// How many there were with this one; of a customer that does not exist there are none.
  tributary::DeferredResult<std::optional<double>> count;
};

/// Loads a customer, who is seen by that once more.
Visit visit(tributary::Commands& redis, std::int64_t id);

/// Saves a customer who may be new, and ranks those who are. Neither happens without the other.
void enrol(tributary::Commands& redis, Customer& customer);

tributary::DeferredResult<std::int64_t> count_customers(tributary::Commands& redis);

}  // namespace customer_service
