#include <tributary/keyspace/shard_hash.hpp>

#include <fmt/format.h>

#include <optional>
#include <stdexcept>

namespace tributary::detail {

namespace {

constexpr std::size_t kNoGroup = static_cast<std::size_t>(-1);

/// Which group a shard has, made when its first id comes.
template <class Group>
class Groups {
 public:
  explicit Groups(std::size_t shards) : group_of_(shards, kNoGroup) {}

  Group& of(std::string_view field) {
    const auto shard = static_cast<std::size_t>(shard_hash(field) % group_of_.size());
    if (group_of_[shard] == kNoGroup) {
      group_of_[shard] = groups_.size();
      groups_.emplace_back().shard = shard;
    }
    return groups_[group_of_[shard]];
  }
  std::vector<Group>&& all() { return std::move(groups_); }

 private:
  std::vector<std::size_t> group_of_;
  std::vector<Group> groups_;
};

void require_some(const ErasedArguments& list, std::string_view function) {
  if (list.empty()) throw std::invalid_argument{fmt::format("HashedString::{} needs at least one id", function)};
}

}  // namespace

std::vector<IdsOfShard> ids_by_shard(const Arguments& ids, std::size_t shards, std::string_view function) {
  require_some(ids, function);
  struct Visitor final : ArgumentVisitor {
    explicit Visitor(std::size_t shards) : groups{shards} {}
    void visit(const Argument& id) override {
      std::string field = to_bytes(id);
      IdsOfShard& group = groups.of(field);
      group.fields.push_back(std::move(field));
      group.positions.push_back(position++);
    }
    Groups<IdsOfShard> groups;
    std::size_t position = 0;
  } visitor{shards};
  ids.for_each(visitor);
  return visitor.groups.all();
}

std::vector<PairsOfShard> pairs_by_shard(const ArgumentPairs& values, std::size_t shards, std::string_view function) {
  require_some(values, function);
  struct Visitor final : ArgumentVisitor {
    explicit Visitor(std::size_t shards) : groups{shards} {}
    void visit(const Argument& argument) override {
      if (!field) {
        field = to_bytes(argument);
      } else {
        PairsOfShard& group = groups.of(*field);
        group.fields.emplace_back(std::move(*field), to_bytes(argument));
        field.reset();
      }
    }
    Groups<PairsOfShard> groups;
    std::optional<std::string> field;
  } visitor{shards};
  values.for_each(visitor);
  return visitor.groups.all();
}

void require_shard(std::size_t shard, std::size_t shards) {
  if (shard < shards) return;
  throw std::invalid_argument{fmt::format("HashedString has no shard {}: the last one is {}", shard, shards - 1)};
}

}  // namespace tributary::detail
