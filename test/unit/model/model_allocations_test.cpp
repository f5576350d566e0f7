// Saving does not allocate per field.
#include "support/allocations.hpp"
#include "support/catch.hpp"
#include "support/scripted_executor.hpp"

#include <tributary/commands/pipeline_context.hpp>
#include <tributary/models.hpp>

#include <string>
#include <tuple>

using namespace tributary;

namespace {

struct Wide : Model<Wide> {
  using Model::Model;
  static constexpr Keyspace keyspace{"W"};

  Field<"a", int> a;
  Field<"b", std::string> b;
  Field<"c", double> c;
  Field<"d", int> d;
  Field<"e", std::string> e;
  Field<"f", bool> f;
  Field<"g", int> g;
  Field<"h", std::string> h;
  Field<"i", double> i;
  Field<"j", int> j;

  static constexpr auto fields =
      std::tuple{&Wide::a, &Wide::b, &Wide::c, &Wide::d, &Wide::e, &Wide::f, &Wide::g, &Wide::h, &Wide::i, &Wide::j};
};

/// Calls of malloc while a record with so many changed fields is saved, when everything that is kept is warm.
template <class Change>
std::size_t calls_of_save(Change&& change) {
  test::ScriptedClient client;
  std::size_t calls = 0;
  PipelineContext pipe{client};
  for (int round = 0; round < 5; ++round) {
    Wide wide{1};
    change(wide);
    calls = test::allocations_of([&] { wide.save(pipe); }).calls;
    pipe.discard();
  }
  return calls;
}

}  // namespace

TEST_CASE("Saving ten fields allocates as often as saving one") {
  const std::size_t one = calls_of_save([](Wide& wide) { wide.a = 1; });
  const std::size_t ten = calls_of_save([](Wide& wide) {
    wide.a = wide.d = wide.g = wide.j = 1;
    wide.b = wide.e = wide.h = std::string(100, 'x');
    wide.c = wide.i = 0.5;
    wide.f = true;
  });
  CHECK(ten == one);
  CHECK(one <= 1);  // the first operation of a record makes its anchor
}

TEST_CASE("Saving a record again allocates nothing") {
  test::ScriptedClient client;
  PipelineContext pipe{client};
  Wide wide{1};
  std::size_t calls = 0;
  for (int round = 0; round < 5; ++round) {
    wide.a = round;
    wide.f = round % 2 == 0;
    calls = test::allocations_of([&] { wide.save(pipe); }).calls;
    pipe.discard();
  }
  CHECK(calls == 0);
}
