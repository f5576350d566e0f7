#include "routes.hpp"

#include "customer_json.hpp"
#include "operations.hpp"

#include <tributary/asio.hpp>

#include <fmt/core.h>

#include <array>
#include <cstdio>
#include <exception>

namespace customer_service {

namespace asio = boost::asio;
using tributary::AsyncClient;
using tributary::PipelineContext;

namespace {

using Handler = asio::awaitable<Answer> (*)(AsyncClient& redis, std::string_view rest, const Request& request);

struct Route {
  std::string_view method;
  std::string_view path;
  bool has_rest;  ///< something follows the path
  Handler handle;
};

asio::awaitable<Answer> describe(AsyncClient& redis, std::string_view rest, const Request& request);

// [get]
asio::awaitable<Answer> get(AsyncClient& redis, std::string_view rest, const Request& /*request*/) {
  const std::int64_t id = customer_id(rest);
  PipelineContext pipe{redis};
  const Visit seen = visit(pipe, id);
  co_await async_execute(pipe);
  const auto& customer = seen.customer.result();
  if (!customer) co_return Answer{404, {{"error", "there is no such customer"}, {"customerID", id}}};
  nlohmann::json body = to_json(id, *customer);
  body["visits"] = static_cast<std::int64_t>(seen.count->value_or(0));
  co_return Answer{200, std::move(body)};
}
// [/get]

asio::awaitable<Answer> set(AsyncClient& redis, std::string_view /*rest*/, const Request& request) {
  Customer customer = customer_of_json(request.body);
  PipelineContext pipe{redis};
  enrol(pipe, customer);
  const auto customers = count_customers(pipe);
  co_await async_execute(pipe);
  co_return Answer{200, {{"saved", customer_id(customer.id())}, {"customers", *customers}}};
}

constexpr std::array kRoutes{
    Route{"GET", "/", false, describe},
    Route{"GET", "/get/", true, get},
    Route{"POST", "/set", false, set},
};

asio::awaitable<Answer> describe(AsyncClient& redis, std::string_view /*rest*/, const Request& /*request*/) {
  PipelineContext pipe{redis};
  const auto customers = count_customers(pipe);
  co_await async_execute(pipe);
  nlohmann::json routes = nlohmann::json::array();
  for (const Route& route : kRoutes) {
    routes.push_back(fmt::format("{} {}{}", route.method, route.path, route.has_rest ? "<id>" : ""));
  }
  co_return Answer{200, {{"service", "customers"}, {"customers", *customers}, {"routes", std::move(routes)}}};
}

asio::awaitable<Answer> follow_route(AsyncClient& redis, const Request& request) {
  const std::string_view path = std::string_view{request.target}.substr(0, request.target.find('?'));
  const std::string_view method = request.method == "HEAD" ? "GET" : std::string_view{request.method};
  std::string_view allow;
  for (const Route& route : kRoutes) {
    if (route.has_rest ? !path.starts_with(route.path) : path != route.path) continue;
    if (route.method == method) {
      Answer found = co_await route.handle(redis, path.substr(route.path.size()), request);
      co_return found;
    }
    allow = route.method;
  }
  if (!allow.empty())
    co_return Answer{405, {{"error", "the path has another method"}, {"method", request.method}}, allow};
  co_return Answer{404, {{"error", "there is no such path"}, {"path", path}}};
}

}  // namespace

asio::awaitable<Answer> answer(AsyncClient& redis, const Request& request) {
  try {
    Answer found = co_await follow_route(redis, request);
    co_return found;
  } catch (const BadInput& error) {
    nlohmann::json body{{"error", error.what()}};
    if (!error.field.empty()) {
      body["field"] = error.field;
      body["value"] = error.value;
    }
    co_return Answer{400, std::move(body)};
  } catch (const tributary::RedisError& error) {
    // Whoever asked learns nothing of the servers behind.
    fmt::print(stderr, "{} {}: {}\n", request.method, request.target, error.what());
    co_return Answer{503, {{"error", "the customers cannot be reached now"}}};
  } catch (const std::exception& error) {
    fmt::print(stderr, "{} {}: {}\n", request.method, request.target, error.what());
    co_return Answer{500, {{"error", "this is our fault"}}};
  }
}

}  // namespace customer_service
