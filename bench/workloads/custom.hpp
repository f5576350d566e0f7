#pragma once

#include "verifier.hpp"
#include "workload.hpp"
#include "workloads/seen_reply.hpp"
#include "workloads/words.hpp"

#include <tributary/tributary.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tributary::bench {

/// Whatever came that is no error; read, and not kept.
struct AnyReply {};

}  // namespace tributary::bench

template <>
struct tributary::Codec<tributary::bench::AnyReply> {
  static bench::AnyReply from_reply(const ReplyView&) { return {}; }
};

namespace tributary::bench::workloads {

/// The command of --command. Its replies are counted and must be no errors; what else they are is not known.
struct Custom {
  static constexpr Command kCommand = Command::custom;
  static constexpr std::string_view kName = "command";
  static constexpr std::string_view kSummary = "what --command says";
  static constexpr bool kHasValues = true;
  static constexpr std::size_t kValuesOfKey = 1;
  static constexpr bool kVaries = true;

  static void first_state(const Workload&, const Step&, Words&) {}
  static void words(const Workload& workload, const Step& step, Words& words);
  static std::string reply(const Step&) { return {}; }
  static void verify(const SeenReply&, Verifier& verifier) { verifier.any(); }
  static constexpr std::nullptr_t check = nullptr;

  using Result = DeferredResult<AnyReply>;
  explicit Custom(const Workload& workload) : workload_{&workload} {}
  Result operator()(Commands& redis, const Step& step);
  static void verify(const Result& result, Verifier& verifier) {
    result.result();
    verifier.any();
  }

 private:
  const Workload* workload_;
  Words words_;
  std::vector<std::string_view> arguments_;
};

}  // namespace tributary::bench::workloads
