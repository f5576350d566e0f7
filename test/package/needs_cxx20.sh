#!/usr/bin/env bash
# needs_cxx20.sh <compiler> <include folder>: every public header, compiled as C++17, is refused by one error that names the
# option.
set -euo pipefail
compiler=$1 include=$2
cd "$include"

failed=0 count=0
while read -r header; do
  count=$((count + 1))
  said=$("$compiler" -std=gnu++17 -I. -E -x c++ "$header" 2>&1 >/dev/null) && said="nothing"
  if [ "$(grep -c 'error: ' <<<"$said")" -ne 1 ] || ! grep -q 'tributary needs C++20: compile with -std=c++20' <<<"$said"; then
    printf '%s: compiled as C++17, the compiler says\n%s\n' "$header" "$(head -n 5 <<<"$said")"
    failed=1
  fi
done < <(find tributary -name '*.hpp' | sort)
echo "$count headers"
[ "$count" -gt 0 ] && exit $failed
