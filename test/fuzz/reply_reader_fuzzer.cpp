// libFuzzer target: any bytes from a server give the same replies however they are cut, and never break a limit.
//
//   cmake --preset fuzz && cmake --build --preset fuzz
//   build/fuzz/test/fuzz/fuzz_reply_reader -dict=test/fuzz/resp.dict test/fuzz/corpus/reply_reader
#include "reply_reader.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  tributary::test::check_reply_reader({reinterpret_cast<const char*>(data), size});
  return 0;
}
