// A reference into a result that ends with the line.
#include <tributary/tributary.hpp>

#include <string>

#pragma clang diagnostic error "-Wdangling"
#pragma clang diagnostic error "-Wreturn-stack-address"

const std::string* name(tributary::Commands& redis) {
  const std::string* text = redis.echo("Bob").operator->();
  return text;
}
