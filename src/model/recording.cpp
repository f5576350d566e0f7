#include "model/recording.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace tributary::detail {

DeferredResult<bool> ModelScope::renew(std::string_view key) {
  return commands().expire(key, model_.keyspace->expiry(),
                           model_.expiry_starts == ExpiryStarts::at_creation ? ExpireIf::no_expiry : ExpireIf::always);
}

std::string key_of(const ModelInfo& model, const Record& record) { return composed_key_of(model, record).str(); }

ComposedKey composed_key_of(const ModelInfo& model, const Record& record) {
  if (record.id().empty()) {
    throw std::invalid_argument{
        fmt::format("a record of the model \"{}\" has no id: give it one", model.keyspace->name.view())};
  }
  return compose_key(*model.keyspace, record.id());
}

}  // namespace tributary::detail
