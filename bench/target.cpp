#include "target.hpp"

#include "ask_before_writing.hpp"
#include "contestant.hpp"
#include "hiredis_connection.hpp"
#include "server_keys.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <thread>

namespace tributary::bench {

Target::Target(const Options& options) {
  pinning_.usable = static_cast<int>(usable_cores().size());
  if (!options.uri.empty()) {
    endpoint_ = parse_endpoint(options.uri);
    if (!options.yes) ask_before_writing(endpoint_);
    return;
  }
  if (options.pin.value_or(pinning_.usable >= kCoresToPin)) pinning_ = share_cores(usable_cores(), &siblings_of);
  run_on(pinning_.server);  // which the server inherits
  const bool has_tls = std::ranges::any_of(options.modes, &ModeEntry::over_tls);
  server_.emplace(tributary::test::RedisServerOptions{.tcp = options.tcp, .tls = has_tls});
  run_on(pinning_.client);
  endpoint_ = parse_endpoint(options.tcp ? server_->tcp_uri() : "unix://" + server_->socket_path());
  if (has_tls) endpoint_.tls_uri = server_->tls_uri();
}

void Target::clean_up(const Options& options, const Workload& workload) const {
  if (server_) {
    std::filesystem::remove_all(std::filesystem::path{server_->socket_path()}.parent_path());
    return;
  }
  HiredisConnection redis{endpoint_};
  // The server may still execute what it had received; it is done when there is nothing more to delete.
  constexpr int kMostRounds = 50;
  for (int round = 0, clean = 0; round < kMostRounds && clean < 3; ++round) {
    std::int64_t deleted = 0;
    for (std::size_t i = 0; i < options.modes.size(); ++i) {
      deleted += delete_keys(redis, Keys{key_letter(i), workload.key_count});
    }
    clean = deleted == 0 ? clean + 1 : 0;
    std::this_thread::sleep_for(std::chrono::milliseconds{20});
  }
}

}  // namespace tributary::bench
