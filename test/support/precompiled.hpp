#pragma once

// What most tests include, compiled once for all of them.
#include "support/catch.hpp"

#include <tributary/tributary.hpp>

#include <fmt/format.h>
