// A customer service on a model.
//
//   customers <uri> list
//   customers <uri> get <id>
//   customers <uri> set <id> <field>=<value>...       an empty value removes the field
//   customers <uri> import examples/customers.json    an array of objects with an "id"
//
// Without a command it shows itself with customers of its own.

#include <tributary/model/json.hpp>
#include <tributary/models.hpp>
#include <tributary/tributary.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <exception>
#include <fstream>
#include <istream>
#include <span>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

using tributary::Client;
using tributary::DeferredResult;
using tributary::ErrorInfo;
using tributary::Errors;
using tributary::Field;
using tributary::Indexed;
using tributary::Keyspace;
using tributary::Model;
using tributary::PipelineContext;
using tributary::Required;
using tributary::Unique;
using tributary::Utf8;

namespace {

struct Customer : Model<Customer> {
  using Model::Model;
  static constexpr Keyspace keyspace{"customer", {.key = "{$name}:$id"}};

  // Utf8, because all of them become JSON, which is UTF-8.
  Field<"name", Utf8, Required> name;
  Field<"email", Utf8, Unique> email;
  Field<"city", Utf8, Indexed> city;
  Field<"discount", int, Indexed> discount{0};

  static constexpr auto fields = std::tuple{&Customer::name, &Customer::email, &Customer::city, &Customer::discount};
};

void print(const Customer& customer) { fmt::print("{}\n", nlohmann::json(customer).dump()); }

bool is_field(std::string_view name) {
  return std::apply([name](auto... field) { return ((name == (Customer{}.*field).name()) || ...); }, Customer::fields);
}

void list(Client& redis) {
  std::vector<std::string> ids;
  for (const std::string& id : Customer::scan_ids(redis)) ids.push_back(id);
  if (ids.empty()) return;
  std::sort(ids.begin(), ids.end());
  for (const auto& loaded : Customer::load(redis, ids)) {  // one round trip
    if (const auto& customer = *loaded) print(*customer);
  }
}

void get(Client& redis, std::string_view id) {
  print(*Customer::load_existing(redis, id));  // throws RecordNotFound
}

void set(Client& redis, std::string_view id, std::span<const std::string_view> changes) {
  const auto loaded = Customer::load(redis, id);
  nlohmann::json json = nlohmann::json::object();
  for (const std::string_view change : changes) {
    const auto equals = change.find('=');
    if (equals == std::string_view::npos) throw std::runtime_error{fmt::format("{} is no field=value", change)};
    const std::string field{change.substr(0, equals)};
    const std::string value{change.substr(equals + 1)};
    if (!is_field(field)) throw std::runtime_error{fmt::format("a customer has no field {}", field)};
    if (value.empty()) {
      json[field] = nullptr;
    } else if (field == Customer{}.discount.name()) {
      json[field] = nlohmann::json::parse(value);
    } else {
      json[field] = value;
    }
  }
  Customer customer = loaded->value_or(Customer{id});
  from_json(json, customer);
  customer.save(redis);
  print(customer);
}

void import(Client& redis, std::istream& file) {
  auto customers = nlohmann::json::parse(file).get<std::vector<Customer>>();
  PipelineContext pipe{redis};
  std::vector<DeferredResult<bool>> saved;
  for (Customer& customer : customers) saved.push_back(customer.save(pipe));
  pipe.execute(Errors::in_results);  // one round trip
  for (std::size_t i = 0; i < saved.size(); ++i) {
    if (const ErrorInfo* error = saved[i].error()) fmt::print("not imported: {}\n", error->message);
  }
}

void show(Client& redis) {
  Customer::del(redis, {1, 2, 3});
  std::istringstream file{R"([{"id": 1, "name": "Ada", "email": "ada@example.org", "city": "London"},
                              {"id": 2, "name": "Bob", "email": "ada@example.org"},
                              {"id": 3, "name": "Carl", "city": "Rome", "discount": 5}])"};
  import(redis, file);
  const std::vector<std::string_view> changes{"discount=10", "city="};
  set(redis, "3", changes);
  get(redis, "1");
  list(redis);
}

int run(std::span<const std::string_view> words) {
  Client redis{words.empty() ? std::string_view{"redis://localhost:6379"} : words[0]};
  if (words.size() < 2) {
    show(redis);
  } else if (words[1] == "list" && words.size() == 2) {
    list(redis);
  } else if (words[1] == "get" && words.size() == 3) {
    get(redis, words[2]);
  } else if (words[1] == "set" && words.size() > 3) {
    set(redis, words[2], words.subspan(3));
  } else if (words[1] == "import" && words.size() == 3) {
    std::ifstream file{std::string{words[2]}};
    if (!file) throw std::runtime_error{fmt::format("cannot read {}", words[2])};
    import(redis, file);
  } else {
    fmt::print(stderr, "customers <uri> list | get <id> | set <id> <field>=<value>... | import <file>\n");
    return 2;
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const std::vector<std::string_view> words{argv + 1, argv + argc};
    return run(words);
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 1;
  }
}
