#!/usr/bin/env bash
# pkg_config.sh <compiler> <pkg-config> <folder of tributary.pc> <output>: builds the consumer without CMake, with the
# warnings that an application may hold itself to, and runs it on a private server.
set -euo pipefail
compiler=$1 pkg_config=$2 output=$4
export PKG_CONFIG_PATH=$3
here=$(dirname "$(readlink -f "$0")")

found=$("$pkg_config" --cflags --libs --static tributary)
read -ra flags <<<"$found"
"$compiler" -std=c++20 -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Werror \
  "$here/main.cpp" "$here/use_tributary.cpp" "${flags[@]}" -o "$output"
"$here/../../scripts/with-redis" 1 "$output"
