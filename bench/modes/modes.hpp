#pragma once

#include "mode.hpp"

#include <memory>

// One function a mode, each in the file of its name, atomic and ..._tls in the files of
// what they are like, those of records in record_load.cpp and
// record_save.cpp, chains of three steps in chains.cpp, auto... and window in auto_batched.cpp, threads... and pool8 in
// threads.cpp; registry.cpp lists them. Those of other clients are defined only where CMake found these.
namespace tributary::bench {

[[nodiscard]] std::unique_ptr<Mode> make_wire(const ModeSetup& setup);
[[nodiscard]] std::unique_ptr<Mode> make_hiredis(const ModeSetup& setup);
[[nodiscard]] std::unique_ptr<Mode> make_flat(const ModeSetup& setup);
[[nodiscard]] std::unique_ptr<Mode> make_flat_tls(const ModeSetup& setup);
[[nodiscard]] std::unique_ptr<Mode> make_nested4(const ModeSetup& setup);
[[nodiscard]] std::unique_ptr<Mode> make_atomic(const ModeSetup& setup);
[[nodiscard]] std::unique_ptr<Mode> make_streaming(const ModeSetup& setup);
[[nodiscard]] std::unique_ptr<Mode> make_unpipelined(const ModeSetup& setup);
[[nodiscard]] std::unique_ptr<Mode> make_unpipelined_tls(const ModeSetup& setup);
[[nodiscard]] std::unique_ptr<Mode> make_async(const ModeSetup& setup);
[[nodiscard]] std::unique_ptr<Mode> make_auto1(const ModeSetup& setup);
[[nodiscard]] std::unique_ptr<Mode> make_auto16(const ModeSetup& setup);
[[nodiscard]] std::unique_ptr<Mode> make_auto128(const ModeSetup& setup);
[[nodiscard]] std::unique_ptr<Mode> make_auto1024(const ModeSetup& setup);
[[nodiscard]] std::unique_ptr<Mode> make_window(const ModeSetup& setup);
[[nodiscard]] std::unique_ptr<Mode> make_threads8(const ModeSetup& setup);
[[nodiscard]] std::unique_ptr<Mode> make_threads64(const ModeSetup& setup);
[[nodiscard]] std::unique_ptr<Mode> make_pool8(const ModeSetup& setup);
[[nodiscard]] std::unique_ptr<Mode> make_keyspace(const ModeSetup& setup);
[[nodiscard]] std::unique_ptr<Mode> make_by_hand3(const ModeSetup& setup);
[[nodiscard]] std::unique_ptr<Mode> make_waves3(const ModeSetup& setup);
[[nodiscard]] std::unique_ptr<Mode> make_then3(const ModeSetup& setup);
[[nodiscard]] std::unique_ptr<Mode> make_map_load(const ModeSetup& setup);
[[nodiscard]] std::unique_ptr<Mode> make_model_load(const ModeSetup& setup);
[[nodiscard]] std::unique_ptr<Mode> make_map_save(const ModeSetup& setup);
[[nodiscard]] std::unique_ptr<Mode> make_model_save(const ModeSetup& setup);
[[nodiscard]] std::unique_ptr<Mode> make_boost_redis(const ModeSetup& setup);
[[nodiscard]] std::unique_ptr<Mode> make_boost_redis128(const ModeSetup& setup);
[[nodiscard]] std::unique_ptr<Mode> make_boost_redis1024(const ModeSetup& setup);
[[nodiscard]] std::unique_ptr<Mode> make_redis_plus_plus(const ModeSetup& setup);

}  // namespace tributary::bench
