#pragma once

#include <tributary/asio/async_client.hpp>

#include <boost/asio/awaitable.hpp>
#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

namespace customer_service {

/// What the routes see of an HTTP request.
struct Request {
  std::string method;
  std::string target;
  std::string body;
};

struct Answer {
  unsigned status = 200;
  nlohmann::json body;
  std::string_view allow{};  ///< with 405: the method that the path has
};

/// Never fails: what goes wrong is an answer, too.
boost::asio::awaitable<Answer> answer(tributary::AsyncClient& redis, const Request& request);

}  // namespace customer_service
