#!/usr/bin/env bash
# pkg_config.sh <compiler> <pkg-config> <folder of tributary.pc> <output>: builds and runs the consumer without CMake.
set -euo pipefail
compiler=$1 pkg_config=$2 output=$4
export PKG_CONFIG_PATH=$3

found=$("$pkg_config" --cflags --libs --static tributary)
read -ra flags <<<"$found"
"$compiler" -std=gnu++20 "$(dirname "$0")/consumer.cpp" "${flags[@]}" -o "$output"
"$output"
