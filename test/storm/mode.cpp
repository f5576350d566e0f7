#include "mode.hpp"

#include <array>

namespace tributary::storm {

namespace {

constexpr std::array kModes{
    Mode{"blocking", "a thread for each worker, on clients whose pools are too small for them", run_blocking},
    Mode{"asynchronous", "a coroutine for each worker, all on one thread, on clients that batch by themselves",
         run_asynchronous},
};

}  // namespace

std::span<const Mode> known_modes() noexcept { return kModes; }

}  // namespace tributary::storm
