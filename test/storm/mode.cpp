#include "mode.hpp"

#include <array>

namespace tributary::storm {

namespace {

constexpr std::array kModes{
    Mode{"blocking", "a thread for each worker, on clients whose pools are too small for them", run_blocking},
};

}  // namespace

std::span<const Mode> known_modes() noexcept { return kModes; }

}  // namespace tributary::storm
