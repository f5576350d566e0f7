// Runs tributary-bench as its users do.

#include "support/catch.hpp"
#include "support/redis_server.hpp"
#include "support/temporary_folder.hpp"

#include <nlohmann/json.hpp>

#include <fmt/format.h>

#include <signal.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

namespace {

using Json = nlohmann::json;
using tributary::test::RedisServer;
using tributary::test::TemporaryFolder;

constexpr const char* kShort = "--batch 1,10 --repeats 2";
constexpr const char* kFew = "--requests 100 --round-trips 20";

std::string content(const std::filesystem::path& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

struct Ended {
  int code;
  std::string output;  // and errors
};

// Nobody sits at its terminal.
Ended bench(const TemporaryFolder& folder, const std::string& arguments) {
  const auto log = folder.path() / "log";
  const bool says_how_many = arguments.find("--requests") != std::string::npos;
  const auto command = fmt::format("'{}' {} {} {} >'{}' 2>&1 </dev/null", TRIBUTARY_BENCH, kShort,
                                   says_how_many ? "" : kFew, arguments, log.string());
  const int status = std::system(command.c_str());  // NOLINT(concurrency-mt-unsafe): one thread
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, content(log)};
}

// Starts one that nobody listens to.
pid_t start(const std::string& arguments) {
  const auto command = fmt::format("exec '{}' {} >/dev/null 2>&1 </dev/null", TRIBUTARY_BENCH, arguments);
  const pid_t process = ::fork();
  if (process == 0) {
    ::execl("/bin/sh", "sh", "-c", command.c_str(), nullptr);
    ::_exit(127);
  }
  return process;
}

// Whether it becomes true within a minute.
template <class Condition>
bool soon(Condition&& condition) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes{1};
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds{5});
  }
  return true;
}

std::set<std::string> names_of_modes(const Json& report) {
  std::set<std::string> names;
  for (const auto& result : report["results"]) names.insert(result["mode"].get<std::string>());
  return names;
}

bool is_of_type(const Json& value, const std::string& type) {
  if (type == "integer") return value.is_number_integer();
  if (type == "number") return value.is_number();
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  if (type == "string") return value.is_string();
  if (type == "boolean") return value.is_boolean();
  if (type == "null") return value.is_null();
  throw std::runtime_error{"the schema names an unknown type " + type};
}

// What in `value` breaks the schema, or nothing. As much of JSON Schema as report.schema.json uses; it throws at more.
std::string violation(const Json& value, const Json& schema, const Json& root, const std::string& at) {
  for (const auto& [keyword, rule] : schema.items()) {
    if (keyword == "$schema" || keyword == "$defs" || keyword == "title" || keyword == "description") continue;
    if (keyword == "$ref") {
      const auto& target = root.at(Json::json_pointer{rule.get<std::string>().substr(1)});
      if (auto wrong = violation(value, target, root, at); !wrong.empty()) return wrong;
    } else if (keyword == "type") {
      const Json types = rule.is_array() ? rule : Json::array({rule});
      if (std::none_of(types.begin(), types.end(), [&](const Json& type) { return is_of_type(value, type); })) {
        return at + " is no " + rule.dump();
      }
    } else if (keyword == "const") {
      if (value != rule) return at + " is not " + rule.dump();
    } else if (keyword == "enum") {
      if (std::find(rule.begin(), rule.end(), value) == rule.end()) return at + " is none of " + rule.dump();
    } else if (keyword == "anyOf") {
      if (std::none_of(rule.begin(), rule.end(),
                       [&](const Json& one) { return violation(value, one, root, at).empty(); })) {
        return at + " is neither of " + rule.dump();
      }
    } else if (keyword == "required") {
      for (const auto& name : rule) {
        if (!value.contains(name.get<std::string>())) return at + " lacks " + name.dump();
      }
    } else if (keyword == "items") {
      for (const auto& item : value) {
        if (auto wrong = violation(item, rule, root, at + "[]"); !wrong.empty()) return wrong;
      }
    } else if (keyword == "properties" || keyword == "additionalProperties") {
      if (!value.is_object()) continue;  // "type" says so
      const Json known = schema.value("properties", Json::object());
      for (const auto& [name, member] : value.items()) {
        if (known.contains(name) != (keyword == "properties")) continue;
        if (rule == false) return fmt::format("{} has {}, which the schema does not know", at, name);
        const Json& of_member = keyword == "properties" ? rule.at(name) : rule;
        if (auto wrong = violation(member, of_member, root, at + "." + name); !wrong.empty()) return wrong;
      }
    } else {
      throw std::runtime_error{"the schema has an unknown keyword " + keyword};
    }
  }
  return {};
}

}  // namespace

TEST_CASE("A report in JSON is as its schema says, in every mode") {
  const TemporaryFolder folder;
  const auto file = folder.path() / "report.json";
  const Json schema = Json::parse(content(TRIBUTARY_BENCH_SCHEMA));
  for (const char* arguments :
       {"--workload incrby", "--workload get --data-size 3-90 --distribution zipf:1.1",
        "--command 'LPUSH __key__ __data__' --seed 9", "--workload mixed --ratio 2:3 --isolate"}) {
    const auto ended = bench(folder, fmt::format("--quiet --tcp {} --json '{}'", arguments, file.string()));
    CHECK(ended.output == "");
    REQUIRE(ended.code == 0);
    Json report = Json::parse(content(file));
    CHECK(violation(report, schema, schema, "report") == "");
    for (const char* name : {"server_cores", "client_cores", "isolated", "other_cores_busy", "stolen_cores"}) {
      CHECK(report["environment"].contains(name));
    }
    for (const char* name : {"keys", "clients", "threads", "rate", "rate_was_reached", "client_cores_busy"}) {
      for (const auto& result : report["results"]) CHECK(result.contains(name));
    }
    CHECK(report.contains("warnings"));
    CHECK(report.contains("skipped"));

    // The check can fail.
    report["results"][0].erase("commands_per_second");
    CHECK(violation(report, schema, schema, "report") == "report.results[] lacks \"commands_per_second\"");
    report["schema_version"] = 2;
    report.erase("results");
    CHECK(violation(report, schema, schema, "report") != "");
  }
}

TEST_CASE("A page holds the report of its run, and can be made of a saved one") {
  const TemporaryFolder folder;
  RedisServer server{{.password = "s3cret"}};
  const auto json = (folder.path() / "report.json").string();
  const auto page = (folder.path() / "report.html").string();
  const auto ended =
      bench(folder, fmt::format("--quiet --modes wire,flat --uri unix://:s3cret@{} --json '{}' --report '{}'",
                                server.socket_path(), json, page));
  REQUIRE(ended.code == 0);
  const std::string html = content(page);
  const auto begin = html.find('{', html.find("id=\"report\""));
  const Json held = Json::parse(html.substr(begin, html.find("</script>", begin) - begin));
  CHECK(held == Json::parse(content(json)));
  CHECK(html.find("s3cret") == std::string::npos);
  CHECK(held["command_line"].get<std::string>().find("--uri unix://***@/") != std::string::npos);
  CHECK(held["findings"]["best"]["mode"] == "flat");
  CHECK(held["findings"]["gain"].is_number());
  CHECK(held["modes"][1]["name"] == "flat");

  REQUIRE(bench(folder, fmt::format("--report '{}.again' --from '{}'", page, json)).code == 0);
  CHECK(content(page + ".again") == html);
}

TEST_CASE("A page of a saved report measures nothing, and needs a report") {
  const TemporaryFolder folder;
  const auto file = folder.path() / "some.json";
  std::ofstream{file} << "{}";
  const auto page = folder.path() / "page.html";
  std::ofstream{page} << "an older one";
  const auto refused = bench(folder, fmt::format("--report '{}' --from '{}'", page.string(), file.string()));
  CHECK(refused.code == 1);
  CHECK(content(page) == "an older one");
  CHECK(refused.output.find("--from: the file is no report of tributary-bench") != std::string::npos);
  CHECK(bench(folder, fmt::format("--from '{}'", file.string())).code != 0);
  CHECK(bench(folder, fmt::format("--report - --from '{0}' --compare '{0}'", file.string())).code != 0);
}

TEST_CASE("Every mode carries every workload, and every command is answered") {
  const TemporaryFolder folder;
  for (const char* workload : {"incrby", "get", "set", "mixed", "hset", "hgetall", "zadd", "zrange"}) {
    CAPTURE(workload);
    const auto ended = bench(folder, fmt::format("--workload {} --distribution uniform --json -", workload));
    CAPTURE(ended.output);
    REQUIRE(ended.code == 0);
    const Json report = Json::parse(ended.output);
    const bool is_string = std::string_view{workload} == "incrby" || std::string_view{workload} == "get" ||
                           std::string_view{workload} == "set";
    CHECK((report["skipped"].dump().find("keyspace") == std::string::npos) == is_string);
    CHECK(names_of_modes(report).contains("atomic"));
    for (const auto& result : report["results"]) CHECK(result["commands"].get<int>() >= 1);
  }
}

TEST_CASE("Several clients and threads issue as many commands as one, and modes that cannot are told") {
  const TemporaryFolder folder;
  for (const char* workload : {"--workload incrby", "--workload mixed", "--command 'RPUSH __key__ x:__rand_int__'"}) {
    const auto ended = bench(folder, fmt::format("--clients 3 --threads 2 --window 5 {} --json -", workload));
    CAPTURE(ended.output);
    REQUIRE(ended.code == 0);
    const Json report = Json::parse(ended.output);
    const auto modes = names_of_modes(report);
    for (const char* mode : {"wire", "hiredis", "flat", "streaming", "unpipelined", "async", "auto16", "window"}) {
      CHECK(modes.contains(mode));
    }
    for (const auto& result : report["results"]) {
      if (result["mode"] == "flat" && result["batch"] == 10) CHECK(result["commands"] == 100);
    }
    CHECK(report["skipped"].dump().find("pool8") != std::string::npos);
    CHECK(report["skipped"].dump().find("threads8") != std::string::npos);
  }
}

TEST_CASE("A rate that cannot be reached is told, one that can is kept") {
  const TemporaryFolder folder;
  const auto fast = bench(folder, "--modes flat,async,auto16,threads8,unpipelined --rate 1e9 --json -");
  REQUIRE(fast.code == 0);
  const Json report = Json::parse(fast.output);
  CHECK(report["warnings"].dump().find("The rate was not reached by flat with 1") != std::string::npos);
  for (const auto& result : report["results"]) {
    CHECK(result["rate"] == 1e9);
    CHECK(result["rate_was_reached"] == false);
  }
  // Fifty commands in half a second, however busy the machine is; what is late counts as latency.
  const auto slow = bench(folder, "--modes flat,async,auto16,window,threads8 --rate 100 --requests 50 --json -");
  REQUIRE(slow.code == 0);
  const Json slow_report = Json::parse(slow.output);
  for (const auto& result : slow_report["results"]) {
    CHECK(result["commands_per_second"]["max"].get<double>() < 130);
  }
}

TEST_CASE("A command that the server refuses is told before anything is measured") {
  const TemporaryFolder folder;
  const auto refused = bench(folder, "--command 'GET __key__ too many'");
  CHECK(refused.code == 1);
  CHECK(refused.output.find("--command: GET: ERR wrong number of arguments") != std::string::npos);
}

TEST_CASE("An error among the replies ends a run, in whatever mode it comes") {
  const TemporaryFolder folder;
  RedisServer server;
  server.command({"SET", "text", "no list"});
  // The first of the numbers is 0, so that the trial before the measurement finds nothing wrong.
  server.command({"SET", "k000000000001", "no list"});
  for (const char* mode :
       {"wire", "hiredis", "flat", "atomic", "streaming", "unpipelined", "async", "auto16", "threads8"}) {
    CAPTURE(mode);
    const auto ended =
        bench(folder, fmt::format("--uri unix://{} --yes --keys 2 --modes {} --command 'LPUSH k__rand_int__ x'",
                                  server.socket_path(), mode));
    CHECK(ended.code == 1);
    CHECK(ended.output.find("WRONGTYPE") != std::string::npos);
  }
}

TEST_CASE("Wrong options are refused with the option and the reason") {
  const TemporaryFolder folder;
  const auto says = [&](const char* arguments, const char* reason) {
    const auto ended = bench(folder, arguments);
    CAPTURE(arguments, ended.output);
    CHECK(ended.code != 0);
    CHECK(ended.output.find(reason) != std::string::npos);
  };
  says("--workload sing", "--workload");
  says("--command 'BLPOP __key__ 0'", "BLPOP blocks");
  says("--command 'SET \"a'", "not closed");
  says("--command PING --workload get", "--workload excludes --command");
  says("--command PING --data-size 5", "no __data__");
  says("--data-size 9-5 --workload get", "no range");
  says("--data-size 5", "incrby has no values");
  says("--ratio 1:2", "applies to --workload mixed");
  says("--ratio 0:0 --workload mixed", "no ratio");
  says("--distribution gauss", "none of sequential");
  says("--keys 0", "--keys");
  says("--threads 2", "more than --clients");
  says("--clients 2 --modes pool8", "'pool8' has the connections");
  says("--modes keyspace --workload zadd", "'keyspace' carries incrby, get and set");
  says("--modes flat --window 5", "applies to the mode window");
  says("--rate 0", "--rate");
  says("--duration 1 --requests 5", "exclude each other");
  says("--requests 5", "less than one batch");
  says("--repeats 0", "--repeats");
  says("--warmup -1", "--warmup");
}

TEST_CASE("A run that is killed leaves no key on a server of somebody else") {
  const TemporaryFolder folder;
  RedisServer server;
  for (const auto& [signal, more] : {std::pair{SIGINT, ""}, {SIGKILL, ""}, {SIGINT, "--isolate"}}) {
    CAPTURE(signal, more);
    const pid_t process = start(
        fmt::format("--uri unix://{} --modes flat,auto16 --batch 10 --duration 600 {}", server.socket_path(), more));
    CHECK(soon([&] { return server.command({"DBSIZE"}) != ":0"; }));
    ::kill(process, signal);
    ::waitpid(process, nullptr, 0);
    CHECK(soon([&] { return server.command({"DBSIZE"}) == ":0"; }));
  }
}

TEST_CASE("The bytes that a report counts are those of the protocol") {
  const TemporaryFolder folder;
  const auto ended = bench(folder, "--modes flat,pool8 --json -");
  REQUIRE(ended.code == 0);
  const Json report = Json::parse(ended.output);
  REQUIRE(report["results"].size() == 4);
  for (const auto& result : report["results"]) {
    if (result["mode"] != "flat") continue;
    CHECK(result["request_bytes_per_command"]["median"] == 46);  // *3 $6 INCRBY $16 <key> $1 1
    CHECK(result["reply_bytes_per_command"]["median"] == 11);    // :10000001
  }
}

TEST_CASE("CSV and Markdown have a row for each mode and batch size") {
  const TemporaryFolder folder;
  const auto csv = bench(folder, "--modes wire,flat --csv -");
  REQUIRE(csv.code == 0);
  CHECK(csv.output.starts_with("mode,batch,commands,commands_per_second,"));
  CHECK(std::count(csv.output.begin(), csv.output.end(), '\n') == 5);
  const std::string names = csv.output.substr(0, csv.output.find('\n'));
  const auto columns = std::count(names.begin(), names.end(), ',');
  CHECK(std::count(csv.output.begin(), csv.output.end(), ',') == 5 * columns);
  const auto markdown = bench(folder, "--modes wire,flat --markdown -");
  REQUIRE(markdown.code == 0);
  CHECK(markdown.output.find("\n| flat | 10 | 100 | ") != std::string::npos);
}

TEST_CASE("A report compared with a better one ends with 3, with a worse one with 0") {
  const TemporaryFolder folder;
  const auto file = folder.path() / "base.json";
  REQUIRE(bench(folder, fmt::format("--modes flat --json '{}'", file.string())).code == 0);
  Json base = Json::parse(content(file));
  const auto compare_with_speed = [&](double speed, double cpu) {
    for (auto& result : base["results"]) {
      for (const char* of : {"median", "min", "max"}) {
        result["commands_per_second"][of] = speed;
        result["client_cpu_ns_per_command"][of] = cpu;
      }
    }
    std::ofstream{file} << base.dump();
    return bench(folder, fmt::format("--modes flat --compare '{}' --threshold 5%", file.string()));
  };
  const auto worse = compare_with_speed(1e12, 1e9);
  CHECK(worse.code == 3);
  CHECK(worse.output.find("2 are worse by more than 5.0%") != std::string::npos);
  const auto better = compare_with_speed(1, 1e9);
  CHECK(better.code == 0);
  CHECK(better.output.find("nothing is worse") != std::string::npos);

  base["environment"]["cpu_model"] = "abacus";
  const auto refused = compare_with_speed(1, 1e9);
  CHECK(refused.code == 1);
  CHECK(refused.output.find("cpu_model: \"abacus\" -> ") != std::string::npos);
}

TEST_CASE("A server that holds data is written to only with --yes, and keeps what it holds") {
  const TemporaryFolder folder;
  RedisServer server;
  const auto arguments = fmt::format("--modes flat,map_save --uri unix://{}", server.socket_path());
  REQUIRE(bench(folder, arguments).code == 0);  // empty
  CHECK(server.command({"DBSIZE"}) == ":0");

  server.command({"SET", "somebody's", "data"});
  const auto refused = bench(folder, arguments);
  CHECK(refused.code == 1);
  CHECK(refused.output.find("the database holds 1 keys") != std::string::npos);
  CHECK(refused.output.find("--yes") != std::string::npos);

  REQUIRE(bench(folder, arguments + " --yes").code == 0);
  CHECK(server.command({"GET", "somebody's"}) == "data");
  CHECK(server.command({"DBSIZE"}) == ":1");
}

TEST_CASE("The closing paragraph says what pipelining bought and who was busy") {
  const TemporaryFolder folder;
  const auto ended = bench(folder, "--modes unpipelined,flat");
  REQUIRE(ended.code == 0);
  CHECK(ended.output.find("The most came through with flat in batches of ") != std::string::npos);
  CHECK(ended.output.find("pipelining bought a factor of ") != std::string::npos);
  CHECK(ended.output.find("of a core busy meanwhile, the server ") != std::string::npos);
}
