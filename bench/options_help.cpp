#include "options_help.hpp"

#include "mode.hpp"
#include "workloads/workload_entry.hpp"

#include <cstddef>
#include <string_view>

namespace tributary::bench {
namespace {

void append_line(std::string& text, std::string_view name, std::string_view summary) {
  constexpr std::size_t kNameWidth = 16;
  text.append("  ").append(name).append(kNameWidth - name.size(), ' ').append(summary).append("\n");
}

}  // namespace

std::string help_footer() {
  std::string text = "Workloads:\n";
  for (const auto& workload : known_workloads()) {
    if (workload.command != Command::custom) append_line(text, workload.name, workload.summary);
  }
  text += "\nModes:\n";
  for (const auto& mode : known_modes()) append_line(text, mode.name, mode.summary);
  text +=
      "\nThe modes take turns on one machine, so that what disturbs one disturbs all; each number is the median of\n"
      "the repeats. Every reply is checked. A server given by --uri is written to: keys tributary:<letter><number>,\n"
      "deleted at the end, also after Ctrl-C; nothing else is touched, and nothing flushed, but what your --command\n"
      "touches. If it holds data, you are asked first.\n"
      "What is sent is drawn before the clock starts, as a sequence of at most some 65,536 commands that is repeated.\n"
      " 'of wire' compares each repeat with the wire mode's of the same batch and repeat.\n"
      "\nExamples:\n"
      "  tributary-bench --report report.html\n"
      "  tributary-bench --batch 1000 --json result.json\n"
      "  tributary-bench --batch 1000 --compare result.json --threshold 10%\n"
      "  tributary-bench --uri redis://127.0.0.1:6379 --modes wire,flat,unpipelined --workload get --data-size 512\n"
      "  tributary-bench --workload mixed --ratio 1:10 --data-size 10-1000 --distribution zipf:1.1 --keys 100000\n"
      "  tributary-bench --modes flat,auto128 --batch 100 --command 'LPUSH __key__ __data__'\n"
      "  tributary-bench --modes auto1024 --batch 1 --rate 50000 --duration 5\n"
      "  tributary-bench --modes flat,async --clients 8 --threads 2\n";
  return text;
}

}  // namespace tributary::bench
