# shellcheck shell=bash
# Sourced by the scripts beside it, in the project's folder: long output goes to one log and is shown when a step fails.

jobs=$(nproc)
export jobs
mkdir -p build
log=build/$(basename "$0").log
: >"$log"

# TSan of this age cannot start when the kernel randomises addresses by more bits than it knows: a prefix for what it runs.
fixed_addresses=(setarch -R)
"${fixed_addresses[@]}" true 2>/dev/null || fixed_addresses=(env)

step_titles=() step_seconds=()

# step <title> <command...>: prints the title, then how long it took; or the end of its output, and ends the script
step() {
  local title=$1 begin=$SECONDS from
  shift
  printf '%-52s' "$title"
  from=$(($(wc -c <"$log") + 1))
  if "$@" >>"$log" 2>&1 </dev/null; then
    step_titles+=("$title") step_seconds+=($((SECONDS - begin)))
    printf '%5d s\n' "${step_seconds[-1]}"
    # ctest's own closing line, so that everyone sees what ran.
    tail -c "+$from" "$log" | grep -E '^[0-9]+% tests passed' || true
  else
    printf ' FAILED after %d s\n\n' $((SECONDS - begin))
    tail -c "+$from" "$log" | tail -n 200
    printf '\n%s failed: %s\nThe whole log: %s\n' "$(basename "$0")" "$title" "$log"
    exit 1
  fi
}

# print_steps: what the time went to, the longest step first
print_steps() {
  local i
  printf '\nWhere the time went:\n'
  for i in "${!step_titles[@]}"; do
    printf '%5d s %3d %%  %s\n' "${step_seconds[i]}" $((100 * step_seconds[i] / (SECONDS > 0 ? SECONDS : 1))) "${step_titles[i]}"
  done | sort -rn
}
