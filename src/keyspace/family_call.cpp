#include <tributary/keyspace/family_call.hpp>

namespace tributary::detail {

namespace {

class KeyMaker final : public ArgumentVisitor {
 public:
  explicit KeyMaker(const Keyspace& keyspace, std::size_t size) : keyspace_{keyspace} { keys_.reserve(size); }
  void visit(const Argument& id) override { keys_.push_back(keyspace_.key(id)); }
  std::vector<std::string>&& keys() { return std::move(keys_); }

 private:
  const Keyspace& keyspace_;
  std::vector<std::string> keys_;
};

/// Gets ids and values in turn.
class PairMaker final : public ArgumentVisitor {
 public:
  PairMaker(const Keyspace& keyspace, std::size_t size) : keyspace_{keyspace} {
    // The pairs refer to the keys, which must not move.
    made_.keys.reserve(size);
    made_.pairs.reserve(size);
  }
  void visit(const Argument& argument) override {
    if (made_.keys.size() == made_.pairs.size()) {
      made_.keys.push_back(keyspace_.key(argument));
    } else {
      made_.pairs.emplace_back(made_.keys.back(), to_bytes(argument));
    }
  }
  KeysAndValues&& made() { return std::move(made_); }

 private:
  const Keyspace& keyspace_;
  KeysAndValues made_;
};

}  // namespace

FamilyCall::FamilyCall(Commands& redis, const Keyspace& keyspace)
    : Commands{context_}, context_(redis.nested_context(keyspace.connection.view(), {})) {}

void FamilyCall::renew(const Keyspace& keyspace, std::span<const std::string> keys) {
  if (keyspace.expiry_seconds == 0) return;
  for (const std::string& key : keys) expire(key, keyspace.expiry());
}

void FamilyCall::renew(const Keyspace& keyspace, std::span<const std::string_view> keys) {
  if (keyspace.expiry_seconds == 0) return;
  for (const std::string_view key : keys) expire(key, keyspace.expiry());
}

std::vector<std::string> keys_of(const Keyspace& keyspace, const Arguments& ids) {
  KeyMaker maker{keyspace, ids.size()};
  ids.for_each(maker);
  return maker.keys();
}

KeysAndValues keys_and_values_of(const Keyspace& keyspace, const ArgumentPairs& values) {
  PairMaker maker{keyspace, values.size()};
  values.for_each(maker);
  return maker.made();
}

}  // namespace tributary::detail
