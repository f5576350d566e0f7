// Runs tributary-bench as its users do.

#include "support/catch.hpp"
#include "support/redis_server.hpp"
#include "support/temporary_folder.hpp"

#include <nlohmann/json.hpp>

#include <fmt/format.h>

#include <sys/wait.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

namespace {

using Json = nlohmann::json;
using tributary::test::RedisServer;
using tributary::test::TemporaryFolder;

constexpr const char* kShort = "--batch 1,10 --commands 100 --round-trips 20 --repeats 2";

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
  const auto command =
      fmt::format("'{}' {} {} >'{}' 2>&1 </dev/null", TRIBUTARY_BENCH, kShort, arguments, log.string());
  const int status = std::system(command.c_str());  // NOLINT(concurrency-mt-unsafe): one thread
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, content(log)};
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
  for (const char* workload : {"incrby", "get"}) {
    const auto ended = bench(folder, fmt::format("--quiet --tcp --workload {} --json '{}'", workload, file.string()));
    CHECK(ended.output == "");
    REQUIRE(ended.code == 0);
    Json report = Json::parse(content(file));
    CHECK(violation(report, schema, schema, "report") == "");

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
