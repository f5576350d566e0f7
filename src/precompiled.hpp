// What the library's sources include most, compiled once when TRIBUTARY_PRECOMPILE_HEADERS says so. Each source still
// names what it uses: the builds without the option would tell.
#ifndef TRIBUTARY_PRECOMPILED_HPP
#define TRIBUTARY_PRECOMPILED_HPP

#include <algorithm>
#include <array>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include <fmt/format.h>

#endif
