// <tributary/fwd.hpp>: first the header that was written with it, then what it declares.
#include "unit/signatures.hpp"

#include <tributary/keyspaces.hpp>
#include <tributary/models.hpp>
#include <tributary/transport/subscriber.hpp>
#include <tributary/tributary.hpp>

#include "support/catch.hpp"
#include "support/scripted_executor.hpp"

#include <charconv>
#include <string>
#include <tuple>

namespace signatures {

struct Page : tributary::Model<Page> {
  using Model::Model;
  static constexpr tributary::Keyspace keyspace{"page"};
  tributary::Field<"title", std::string> title;
  static constexpr auto fields = std::tuple{&Page::title};
};

struct Visitors : tributary::Set<"visitors"> {
  using Set::Set;
};

tributary::DeferredResult<std::int64_t> count_visit(tributary::Commands& redis, std::string_view page) {
  return redis.incr(page);
}

tributary::DeferredResult<bool> visit(tributary::PipelineContext&, const Visitors& visitors, std::string_view who) {
  return visitors.sadd(std::string{who});
}

tributary::DeferredResult<std::optional<Page>> load_page(tributary::Commands& redis, const tributary::Argument& id) {
  return Page::load(redis, id);
}

tributary::DeferredResult<Color> color_of(tributary::Commands& redis, std::string_view page) {
  return redis.command<Color>("GET", page);
}

std::size_t execute(tributary::PipelineContext& pipe, tributary::Errors errors) { return pipe.execute(errors); }

}  // namespace signatures

void tributary::Codec<signatures::Color>::encode(const signatures::Color& color, ByteWriter& out) {
  out.append(std::to_string(color.hue));
}

signatures::Color tributary::Codec<signatures::Color>::decode(std::string_view bytes) {
  signatures::Color color;
  std::from_chars(bytes.data(), bytes.data() + bytes.size(), color.hue);
  return color;
}

TEST_CASE("functions that were declared with fwd.hpp alone are defined, called and composed like others") {
  tributary::test::ScriptedClient redis;
  redis.reply(":7\r\n:1\r\n*2\r\n$5\r\ntitle\r\n$4\r\nHome\r\n$2\r\n42\r\n");
  tributary::PipelineContext pipe{redis};
  const signatures::Visitors visitors{pipe, "home"};
  const auto count = signatures::count_visit(pipe, "home");
  const auto first = signatures::visit(pipe, visitors, "Bob");
  const auto page = signatures::load_page(pipe, "home");
  const auto color = signatures::color_of(pipe, "home");
  CHECK(signatures::execute(pipe, tributary::Errors::in_results) == 0);
  CHECK(*count == 7);
  CHECK(*first);
  CHECK(page->value().title == "Home");
  CHECK(color->hue == 42);
}
