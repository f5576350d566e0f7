#include <tributary/commands/hash_commands.hpp>

#include "commands/record.hpp"
#include "commands/rows.hpp"

#include <cmath>
#include <string>

namespace tributary {

using namespace detail;

namespace {

constexpr CommandTable kHashRows{
    CommandRow{"HDEL", -3, Access::write, Repeat::same_data, kOneKey},
    CommandRow{"HEXISTS", 3, Access::read, Repeat::safe, kOneKey},
    CommandRow{"HGET", 3, Access::read, Repeat::safe, kOneKey}.with(About::field),
    CommandRow{"HGETALL", 2, Access::read, Repeat::safe, kOneKey},
    CommandRow{"HINCRBY", 4, Access::write, Repeat::unsafe, kOneKey}.with(About::field),
    CommandRow{"HINCRBYFLOAT", 4, Access::write, Repeat::unsafe, kOneKey}.with(About::field),
    CommandRow{"HKEYS", 2, Access::read, Repeat::safe, kOneKey},
    CommandRow{"HLEN", 2, Access::read, Repeat::safe, kOneKey},
    CommandRow{"HMGET", -3, Access::read, Repeat::safe, kOneKey}.with(About::fields),
    CommandRow{"HRANDFIELD", -2, Access::read, Repeat::safe, kOneKey},
    CommandRow{"HSET", -4, Access::write, Repeat::same_data, kOneKey},
    CommandRow{"HSETNX", 4, Access::write, Repeat::same_data, kOneKey},
    CommandRow{"HSTRLEN", 3, Access::read, Repeat::safe, kOneKey},
    CommandRow{"HVALS", 2, Access::read, Repeat::safe, kOneKey},
};

}  // namespace

std::span<const CommandRow> detail::hash_command_rows() noexcept { return kHashRows.rows(); }
constinit const CommandRow detail::kHdel = kHashRows["HDEL"];
constinit const CommandRow detail::kHgetall = kHashRows["HGETALL"];
constinit const CommandRow detail::kHincrby = kHashRows["HINCRBY"];
constinit const CommandRow detail::kHincrbyfloat = kHashRows["HINCRBYFLOAT"];
constinit const CommandRow detail::kHmget = kHashRows["HMGET"];
constinit const CommandRow detail::kHset = kHashRows["HSET"];
constinit const CommandRow detail::kHsetnx = kHashRows["HSETNX"];

DeferredResult<bool> HashCommands::hdel_one(std::string_view key, const Argument& field) {
  return record<bool>(*this, kHashRows["HDEL"], key, field);
}

DeferredResult<std::int64_t> HashCommands::hdel(std::string_view key, Arguments fields) {
  require_some(fields, "HDEL", "field");
  return record<std::int64_t>(*this, kHashRows["HDEL"], key, fields);
}

DeferredResult<bool> HashCommands::hexists(std::string_view key, const Argument& field) {
  return record<bool>(*this, kHashRows["HEXISTS"], key, field);
}

SlotHandle HashCommands::hget_as(const ResultType& type, std::string_view key, const Argument& field) {
  return record_as(*this, type, kHashRows["HGET"], key, field);
}

SlotHandle HashCommands::hgetall_as(const ResultType& type, std::string_view key) {
  return record_as(*this, type, kHashRows["HGETALL"], key);
}

DeferredResult<std::int64_t> HashCommands::hincrby(std::string_view key, const Argument& field, std::int64_t by) {
  return deferred<std::int64_t>(hincrby_as(result_type<std::int64_t>, key, field, by));
}

SlotHandle HashCommands::hincrby_as(const ResultType& type, std::string_view key, const Argument& field,
                                    std::int64_t by) {
  return record_as(*this, type, kHashRows["HINCRBY"], key, field, by);
}

DeferredResult<double> HashCommands::hincrbyfloat(std::string_view key, const Argument& field, ExactDouble by) {
  return deferred<double>(hincrbyfloat_as(result_type<double>, key, field, by));
}

SlotHandle HashCommands::hincrbyfloat_as(const ResultType& type, std::string_view key, const Argument& field,
                                         double by) {
  if (!std::isfinite(by)) throw std::invalid_argument{"HINCRBYFLOAT cannot add " + std::to_string(by)};
  return record_as(*this, type, kHashRows["HINCRBYFLOAT"], key, field, by);
}

SlotHandle HashCommands::hkeys_as(const ResultType& type, std::string_view key) {
  return record_as(*this, type, kHashRows["HKEYS"], key);
}

DeferredResult<std::int64_t> HashCommands::hlen(std::string_view key) {
  return record<std::int64_t>(*this, kHashRows["HLEN"], key);
}

SlotHandle HashCommands::hmget_as(const ResultType& type, std::string_view key, const Arguments& fields) {
  require_some(fields, "HMGET", "field");
  return record_as(*this, type, kHashRows["HMGET"], key, fields);
}

SlotHandle HashCommands::hrandfield_as(const ResultType& type, std::string_view key) {
  return record_as(*this, type, kHashRows["HRANDFIELD"], key);
}

SlotHandle HashCommands::hrandfield_as(const ResultType& type, std::string_view key, std::int64_t count) {
  return record_as(*this, type, kHashRows["HRANDFIELD"], key, count);
}

SlotHandle HashCommands::hrandfield_withvalues_as(const ResultType& type, std::string_view key, std::int64_t count) {
  return record_as(*this, type, kHashRows["HRANDFIELD"], key, count, "WITHVALUES");
}

DeferredResult<bool> HashCommands::hset(std::string_view key, const Argument& field, const Argument& value) {
  return record<bool>(*this, kHashRows["HSET"], key, field, value);
}

DeferredResult<std::int64_t> HashCommands::hset(std::string_view key, ArgumentPairs fields) {
  require_some(fields, "HSET", "field");
  return record<std::int64_t>(*this, kHashRows["HSET"], key, fields);
}

DeferredResult<bool> HashCommands::hsetnx(std::string_view key, const Argument& field, const Argument& value) {
  return record<bool>(*this, kHashRows["HSETNX"], key, field, value);
}

DeferredResult<std::int64_t> HashCommands::hstrlen(std::string_view key, const Argument& field) {
  return record<std::int64_t>(*this, kHashRows["HSTRLEN"], key, field);
}

SlotHandle HashCommands::hvals_as(const ResultType& type, std::string_view key) {
  return record_as(*this, type, kHashRows["HVALS"], key);
}

}  // namespace tributary
