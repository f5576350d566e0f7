// Whatever the value: what is written is read back as it was. Whatever the bytes: they are a value, or a CodecError.
//
// A failure prints what was written for the smallest value that still fails, and the RC_PARAMS that repeat it.
#include <tributary/codec/containers.hpp>
#include <tributary/codec/json.hpp>
#include <tributary/codec/message_pack.hpp>
#include <tributary/codec/scalars.hpp>
#include <tributary/codec/string_list.hpp>
#include <tributary/codec/text.hpp>
#include <tributary/codec/uuid.hpp>

#include "encoded.hpp"
#include "support/catch.hpp"

#include <boost/uuid/uuid.hpp>

#include <rapidcheck.h>

#include <algorithm>
#include <array>
#include <bit>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace tributary;
using nlohmann::json;
using tributary::test::bulk;
using tributary::test::decoded;
using tributary::test::encoded;
using Uuid = boost::uuids::uuid;

namespace {

enum class Number : std::int16_t {};
enum class Word : std::uint8_t { a, b, c };

}  // namespace

template <>
inline constexpr auto tributary::enum_names<Word> =
    std::to_array<tributary::EnumName<Word>>({{Word::a, "a"}, {Word::b, "b, or B"}, {Word::c, ""}});

namespace {

namespace gen = rc::gen;

/// Numbers of all sizes, from the first one on.
template <class T>
rc::Gen<T> integers() {
  return gen::resize(rc::kNominalSize, gen::arbitrary<T>());
}

/// Every bit pattern: denormals, infinities and NaNs too.
template <class T, class Bits>
rc::Gen<T> floats() {
  return gen::map(integers<Bits>(), [](Bits bits) { return std::bit_cast<T>(bits); });
}

rc::Gen<std::string> bytes() { return gen::container<std::string>(gen::arbitrary<char>()); }

/// Bytes among which those that mean something to a codec are frequent.
rc::Gen<std::string> bytes_with(std::string_view frequent) {
  return gen::container<std::string>(
      gen::weightedOneOf<char>({{2, gen::elementOf(std::string{frequent})}, {1, gen::arbitrary<char>()}}));
}

std::string utf8_of(const std::vector<std::uint32_t>& points) {
  std::string out;
  const auto put = [&out](std::uint32_t bits) { out += static_cast<char>(bits); };
  for (std::uint32_t point : points) {
    if (point >= 0xD800 && point <= 0xDFFF) point -= 0x800;
    if (point < 0x80) {
      put(point);
      continue;
    }
    const int tail = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
    put((0xF00U >> (tail + 1) & 0xFFU) | point >> (6 * tail));
    for (int i = tail - 1; i >= 0; --i) put(0x80U | (point >> (6 * i) & 0x3FU));
  }
  return out;
}

rc::Gen<std::string> text() {
  const auto point =
      gen::oneOf(gen::inRange<std::uint32_t>(0, 0x80), gen::inRange<std::uint32_t>(0x80, 0x800),
                 gen::inRange<std::uint32_t>(0x800, 0x10000), gen::inRange<std::uint32_t>(0x10000, 0x110000));
  return gen::map(gen::container<std::vector<std::uint32_t>>(point), utf8_of);
}

rc::Gen<Uuid> uuids() {
  return gen::map(
      gen::container<std::array<std::uint8_t, 16>>(gen::resize(rc::kNominalSize, gen::arbitrary<std::uint8_t>())),
      [](const std::array<std::uint8_t, 16>& bytes) {
        Uuid uuid{};
        std::copy(bytes.begin(), bytes.end(), uuid.begin());
        return uuid;
      });
}

rc::Gen<double> finite() {
  return gen::map(floats<double, std::uint64_t>(), [](double value) { return std::isfinite(value) ? value : 0.5; });
}

template <class T>
rc::Gen<json> as_json(rc::Gen<T> values) {
  return gen::map(std::move(values), [](T value) { return json(std::move(value)); });
}

/// Documents of up to `levels` lists and maps in each other, out of text and these other values.
rc::Gen<json> documents(int levels, const rc::Gen<std::string>& strings, const rc::Gen<json>& others) {
  auto leaf = gen::oneOf(gen::just(json(nullptr)), as_json(gen::arbitrary<bool>()), as_json(integers<std::int64_t>()),
                         as_json(integers<std::uint64_t>()), as_json(strings), others);
  if (levels == 0) return leaf;
  const auto element = gen::resize(5, documents(levels - 1, strings, others));
  return gen::oneOf(leaf, as_json(gen::container<std::vector<json>>(element)),
                    as_json(gen::container<std::map<std::string, json>>(strings, element)));
}

rc::Gen<json> json_documents() { return documents(3, text(), as_json(finite())); }

rc::Gen<json> message_pack_documents() {
  const auto binary = gen::map(gen::container<std::vector<std::uint8_t>>(gen::arbitrary<std::uint8_t>()),
                               [](std::vector<std::uint8_t> value) { return json::binary(std::move(value)); });
  return documents(3, bytes(), gen::oneOf(as_json(finite()), binary));
}

template <class T>
bool same(const T& a, const T& b) {
  if constexpr (std::is_floating_point_v<T>) {
    return (std::isnan(a) && std::isnan(b)) || (a == b && std::signbit(a) == std::signbit(b));
  } else {
    return a == b;
  }
}

/// Alone, in a list, in a pair, and as an optional.
template <class T>
void round_trips(const std::string& type, const rc::Gen<T>& values) {
  const bool holds = rc::check(type, [&values] {
    const T value = *values;
    const std::string resp = bulk(encoded(value));
    RC_LOG() << resp;
    RC_ASSERT(same(decoded<T>(resp), value));
    RC_ASSERT(same(*decoded<std::optional<T>>(resp), value));
    const auto pair = decoded<std::pair<T, T>>("*2\r\n" + resp + resp);
    RC_ASSERT(same(pair.first, value) && same(pair.second, value));
    const auto list = decoded<std::vector<T>>("*1\r\n" + resp);
    RC_ASSERT(list.size() == 1U && same<T>(list.front(), value));
  });
  CAPTURE(type);
  CHECK(holds);
}

/// Bytes from anybody are a value, which can be written and read again, or a CodecError.
template <class T>
void takes_or_refuses(const std::string& type, const rc::Gen<std::string>& any) {
  const bool holds = rc::check(type + " or CodecError", [&any] {
    const std::string raw = *any;
    std::optional<T> value;
    try {
      value = decoded<T>(bulk(raw));
    } catch (const CodecError&) {
      RC_SUCCEED("refused");
    }
    // By what is written, because NaN is not equal to itself.
    const std::string written = encoded(*value);
    RC_ASSERT(encoded(decoded<T>(bulk(written))) == written);
  });
  CAPTURE(type);
  CHECK(holds);
}

}  // namespace

TEST_CASE("every number, flag, string of bytes and enum round-trips") {
  round_trips("std::int8_t", integers<std::int8_t>());
  round_trips("std::uint8_t", integers<std::uint8_t>());
  round_trips("std::int16_t", integers<std::int16_t>());
  round_trips("std::uint16_t", integers<std::uint16_t>());
  round_trips("std::int32_t", integers<std::int32_t>());
  round_trips("std::uint32_t", integers<std::uint32_t>());
  round_trips("std::int64_t", integers<std::int64_t>());
  round_trips("std::uint64_t", integers<std::uint64_t>());
  round_trips("double", floats<double, std::uint64_t>());
  round_trips("float", floats<float, std::uint32_t>());
  round_trips("bool", gen::arbitrary<bool>());
  round_trips("std::string", bytes());
  round_trips("std::vector<std::byte>",
              gen::container<std::vector<std::byte>>(
                  gen::map(gen::arbitrary<std::uint8_t>(), [](std::uint8_t b) { return std::byte{b}; })));
  round_trips("enum", gen::cast<Number>(integers<std::int16_t>()));
  round_trips("enum with names", gen::element(Word::a, Word::b, Word::c));
}

TEST_CASE("every duration and point in time round-trips") {
  using std::chrono::nanoseconds;
  using std::chrono::seconds;
  using Minutes = std::chrono::duration<std::int32_t, std::ratio<60>>;
  round_trips("seconds", gen::map(integers<seconds::rep>(), [](seconds::rep count) { return seconds{count}; }));
  round_trips("minutes", gen::map(integers<std::int32_t>(), [](std::int32_t count) { return Minutes{count}; }));
  round_trips("duration<double>",
              gen::map(finite(), [](double count) { return std::chrono::duration<double>{count}; }));
  round_trips("sys_time<nanoseconds>", gen::map(integers<nanoseconds::rep>(), [](nanoseconds::rep count) {
                return std::chrono::sys_time<nanoseconds>{nanoseconds{count}};
              }));
  round_trips("sys_seconds", gen::map(integers<seconds::rep>(),
                                      [](seconds::rep count) { return std::chrono::sys_seconds{seconds{count}}; }));
}

TEST_CASE("every text, UUID and list of strings round-trips") {
  round_trips("Utf8", gen::map(text(), [](const std::string& value) { return Utf8{value}; }));
  round_trips("Ascii", gen::map(gen::container<std::string>(gen::inRange<char>(' ', '\x7f')),
                                [](const std::string& value) { return Ascii{value}; }));
  round_trips("UUID", uuids());
  round_trips("StringList", gen::map(gen::container<std::vector<std::string>>(bytes_with(",\\")),
                                     [](const std::vector<std::string>& items) { return StringList(items); }));
}

TEST_CASE("every JSON value and every MessagePack value round-trips") {
  round_trips("nlohmann::json", json_documents());
  round_trips("Json<nlohmann::json>", gen::map(json_documents(), [](const json& value) { return Json<json>(value); }));
  round_trips("Json<std::vector<double>>", gen::map(gen::container<std::vector<double>>(finite()),
                                                    [](const std::vector<double>& list) { return Json{list}; }));
  round_trips("Json<std::map<std::string, std::int64_t>>",
              gen::map(gen::container<std::map<std::string, std::int64_t>>(text(), integers<std::int64_t>()),
                       [](const std::map<std::string, std::int64_t>& map) { return Json{map}; }));
  round_trips("MessagePack<nlohmann::json>",
              gen::map(message_pack_documents(), [](const json& value) { return MessagePack<json>(value); }));
}

TEST_CASE("any bytes are a value or a CodecError") {
  takes_or_refuses<std::int32_t>("std::int32_t", bytes_with("-0123456789"));
  takes_or_refuses<double>("double", bytes_with("-+.e0123456789"));
  takes_or_refuses<bool>("bool", bytes_with("01"));
  takes_or_refuses<Utf8>("Utf8", bytes_with("a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\xED\xA0"));
  takes_or_refuses<Ascii>("Ascii", bytes_with("ascii text"));
  takes_or_refuses<Word>("enum with names", bytes_with("ab"));
  takes_or_refuses<StringList>("StringList", bytes_with("a,\\"));
  takes_or_refuses<Uuid>("UUID",
                         gen::container<std::string>(36, gen::elementOf(std::string{"0123456789abcdefABCDEF-"})));
  takes_or_refuses<Json<json>>("Json", bytes_with("[]{}\",:0123456789.-eE truefalsn\\"));
  takes_or_refuses<MessagePack<json>>(
      "MessagePack", bytes_with("\x80\x81\x90\x91\x92\xA0\xA1\xC0\xC2\xC3\xC4\xCA\xCB\xCC\xCF\xD3\xDC"));
}
