#include <tributary/commands/cluster_commands.hpp>

#include "commands/record.hpp"
#include "commands/rows.hpp"
#include "commands/text_cutter.hpp"

namespace tributary {

using namespace detail;

namespace {

constexpr CommandTable kClusterRows{
    CommandRow{"CLUSTER COUNT-FAILURE-REPORTS", 3, Access::none, Repeat::safe, kNoKey},
    CommandRow{"CLUSTER COUNTKEYSINSLOT", 3, Access::none, Repeat::safe, kNoKey},
    CommandRow{"CLUSTER GETKEYSINSLOT", 4, Access::none, Repeat::safe, kNoKey},
    CommandRow{"CLUSTER INFO", 2, Access::none, Repeat::safe, kNoKey},
    CommandRow{"CLUSTER KEYSLOT", 3, Access::none, Repeat::safe, kNoKey},
    CommandRow{"CLUSTER LINKS", 2, Access::none, Repeat::safe, kNoKey},
    CommandRow{"CLUSTER MYID", 2, Access::none, Repeat::safe, kNoKey},
    CommandRow{"CLUSTER MYSHARDID", 2, Access::none, Repeat::safe, kNoKey, kSince72},
    CommandRow{"CLUSTER NODES", 2, Access::none, Repeat::safe, kNoKey},
    CommandRow{"CLUSTER REPLICAS", 3, Access::none, Repeat::safe, kNoKey},
    CommandRow{"CLUSTER SHARDS", 2, Access::none, Repeat::safe, kNoKey},
    CommandRow{"CLUSTER SLOTS", 2, Access::none, Repeat::safe, kNoKey},
    CommandRow{"ROLE", 1, Access::none, Repeat::safe, kNoKey},
};

std::vector<ClusterNode> nodes_from(const ReplyView& reply) {
  if (!reply.is_text()) throw_unexpected_reply("a string", reply);
  std::vector<ClusterNode> out;
  std::string_view rest = reply.text();
  while (!rest.empty()) out.push_back(Codec<ClusterNode>::decode(cut_line(rest)));
  return out;
}

}  // namespace

std::span<const CommandRow> detail::cluster_command_rows() noexcept { return kClusterRows.rows(); }

DeferredResult<std::int64_t> ClusterCommands::cluster_count_failure_reports(std::string_view id) {
  return record<std::int64_t>(*this, kClusterRows["CLUSTER COUNT-FAILURE-REPORTS"], id);
}

DeferredResult<std::int64_t> ClusterCommands::cluster_countkeysinslot(std::int64_t slot) {
  return record<std::int64_t>(*this, kClusterRows["CLUSTER COUNTKEYSINSLOT"], slot);
}

SlotHandle ClusterCommands::cluster_getkeysinslot_as(const ResultType& type, std::int64_t slot, std::int64_t count) {
  return record_as(*this, type, kClusterRows["CLUSTER GETKEYSINSLOT"], slot, count);
}

DeferredResult<ClusterInfo> ClusterCommands::cluster_info() {
  return record<ClusterInfo>(*this, kClusterRows["CLUSTER INFO"]);
}

DeferredResult<std::int64_t> ClusterCommands::cluster_keyslot(std::string_view key) {
  return record<std::int64_t>(*this, kClusterRows["CLUSTER KEYSLOT"], key);
}

DeferredResult<std::vector<ClusterLink>> ClusterCommands::cluster_links() {
  return record<std::vector<ClusterLink>>(*this, kClusterRows["CLUSTER LINKS"]);
}

DeferredResult<std::string> ClusterCommands::cluster_myid() {
  return record<std::string>(*this, kClusterRows["CLUSTER MYID"]);
}

DeferredResult<std::string> ClusterCommands::cluster_myshardid() {
  return record<std::string>(*this, kClusterRows["CLUSTER MYSHARDID"]);
}

DeferredResult<std::vector<ClusterNode>> ClusterCommands::cluster_nodes() {
  return record_with<&nodes_from>(*this, kClusterRows["CLUSTER NODES"]);
}

DeferredResult<std::vector<ClusterNode>> ClusterCommands::cluster_replicas(std::string_view id) {
  return record<std::vector<ClusterNode>>(*this, kClusterRows["CLUSTER REPLICAS"], id);
}

DeferredResult<std::vector<ClusterShard>> ClusterCommands::cluster_shards() {
  return record<std::vector<ClusterShard>>(*this, kClusterRows["CLUSTER SHARDS"]);
}

DeferredResult<std::vector<ClusterSlots>> ClusterCommands::cluster_slots() {
  return record<std::vector<ClusterSlots>>(*this, kClusterRows["CLUSTER SLOTS"]);
}

DeferredResult<ReplicationRole> ClusterCommands::role() { return record<ReplicationRole>(*this, kClusterRows["ROLE"]); }

}  // namespace tributary
