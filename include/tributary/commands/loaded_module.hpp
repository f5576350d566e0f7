#pragma once

#include <tributary/codec/codec.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace tributary {

/// A module of the server.
struct LoadedModule {
  std::string name{};
  std::int64_t version = 0;
  std::string path{};               ///< since 7.0.0; empty for one that is built in
  std::vector<std::string> args{};  ///< since 7.0.0

  friend bool operator==(const LoadedModule&, const LoadedModule&) = default;
};

template <>
struct Codec<LoadedModule> {
  TRIBUTARY_API static LoadedModule from_reply(const ReplyView& reply);
};

}  // namespace tributary
