#include "link/check_options.hpp"

#include "link/place.hpp"
#include "resp/quote.hpp"
#include "resp/scalar_lane.hpp"

#include <fmt/format.h>

#include <initializer_list>
#include <stdexcept>
#include <utility>

namespace tributary::detail {

namespace {

using Named = std::pair<const char*, std::chrono::milliseconds>;

void check(const ReplyLimits& limits) {
  constexpr std::size_t kDeepest = ReplyLimits{}.max_depth;
  for (const auto& [name, value] :
       {std::pair{"max_bulk_bytes", limits.max_bulk_bytes}, std::pair{"max_reply_bytes", limits.max_reply_bytes},
        std::pair{"max_elements", limits.max_elements}, std::pair{"max_depth", limits.max_depth}}) {
    if (value == 0) throw std::invalid_argument{fmt::format("ReplyLimits::{} is 0: no reply could be read", name)};
  }
  if (limits.max_depth > kDeepest) {
    throw std::invalid_argument{fmt::format("ReplyLimits::max_depth is {}, more than the {} that hiredis can read",
                                            limits.max_depth, kDeepest)};
  }
}

/// What a URI, or a list, in its place would do: it may hold a password, which then stood in every message.
void check_host(std::string_view host) {
  if (host.find('@') != std::string_view::npos || host.find("://") != std::string_view::npos) {
    throw std::invalid_argument{
        "ClientOptions::host is not a name or an address: a URI is read by ClientOptions::from_uri()"};
  }
  if (host.find(',') != std::string_view::npos) {
    throw std::invalid_argument{
        "ClientOptions::host names several hosts: a client has one, so make a client for each, and give them names in "
        "Connections"};
  }
}

void check_tls(const ClientOptions& options) {
  const TlsOptions& tls = *options.tls;
  if (!options.unix_socket.empty()) {
    throw std::invalid_argument{"ClientOptions::tls is set for a unix socket, where servers speak none"};
  }
  if (tls.cert.empty() && !tls.key.empty()) {
    throw std::invalid_argument{"TlsOptions::key is set and TlsOptions::cert is empty: the key belongs to one"};
  }
  if (tls.verify == TlsVerify::none && !(tls.ca_file.empty() && tls.ca_path.empty())) {
    throw std::invalid_argument{
        "TlsOptions::ca_file or ca_path is set, and TlsOptions::verify is none: nobody would look at them"};
  }
  for (const auto& [name, value] :
       {std::pair{"ca_file", &tls.ca_file}, std::pair{"ca_path", &tls.ca_path}, std::pair{"cert", &tls.cert},
        std::pair{"key", &tls.key}, std::pair{"server_name", &tls.server_name}}) {
    if (value->find('\0') == std::string::npos) continue;
    throw std::invalid_argument{fmt::format("TlsOptions::{} is {}: a NUL would end it early", name, quote(*value))};
  }
}

void check_sentinels(const ClientOptions& options) {
  if (options.sentinels.empty() != options.master_name.empty()) {
    throw std::invalid_argument{
        options.sentinels.empty()
            ? "ClientOptions::master_name is set and ClientOptions::sentinels is empty: who knows it?"
            : "ClientOptions::sentinels is set and ClientOptions::master_name is empty: whom do they watch?"};
  }
  if (options.sentinels.empty()) return;
  if (!options.unix_socket.empty()) {
    throw std::invalid_argument{"ClientOptions::sentinels and ClientOptions::unix_socket are set: which of the two?"};
  }
  if (options.sentinel_password.empty() && !options.sentinel_username.empty()) {
    throw std::invalid_argument{
        "ClientOptions::sentinel_username is set and ClientOptions::sentinel_password is empty"};
  }
  for (const std::string& sentinel : options.sentinels) {
    if (!read_place(sentinel, 1) || sentinel.find('\0') != std::string::npos) {
      throw std::invalid_argument{fmt::format(
          "ClientOptions::sentinels holds {}, which is no host, host:port or [address]:port", quote(sentinel))};
    }
  }
}

}  // namespace

void check_time(std::string_view options, std::string_view name, std::chrono::milliseconds value) {
  if (value.count() <= 0) {
    throw std::invalid_argument{fmt::format("{}::{} is {} ms, which is not positive", options, name, value.count())};
  }
  if (value > ClientOptions::kLongestTimeout) {
    throw std::invalid_argument{fmt::format("{}::{} is {} ms, which is longer than {} ms", options, name, value.count(),
                                            std::chrono::milliseconds{ClientOptions::kLongestTimeout}.count())};
  }
}

void check(const ClientOptions& options) {
  check(options.reply_limits);
  check_host(options.host);
  if (options.pool_size == 0) throw std::invalid_argument{"ClientOptions::pool_size is 0: no command could ever run"};
  if (options.database < 0) {
    throw std::invalid_argument{fmt::format("ClientOptions::database is {}, which is negative", options.database)};
  }
  for (const auto& [name, value] : {std::pair{"host", &options.host}, std::pair{"unix_socket", &options.unix_socket}}) {
    if (value->find('\0') == std::string::npos) continue;
    throw std::invalid_argument{
        fmt::format("ClientOptions::{} is {}: a NUL would end it early, and name another place", name, quote(*value))};
  }
  check_sentinels(options);
  if (options.unix_socket.empty() && options.host.empty()) {
    throw std::invalid_argument{"ClientOptions::host and ClientOptions::unix_socket are empty: name one"};
  }
  if (options.tls) check_tls(options);
  if (options.reply_limits.max_line_bytes < kLeastLineBytes) {
    throw std::invalid_argument{fmt::format("ReplyLimits::max_line_bytes is {}, less than {}",
                                            options.reply_limits.max_line_bytes, kLeastLineBytes)};
  }
  if (options.password.empty() && !options.username.empty()) {
    throw std::invalid_argument{"ClientOptions::username is set and ClientOptions::password is empty"};
  }
  for (const auto& [name, value] :
       {Named{"connect_timeout", options.connect_timeout}, Named{"pool_timeout", options.pool_timeout},
        Named{"timeout", options.timeout}, Named{"ping_after_idle", options.ping_after_idle}}) {
    check_time("ClientOptions", name, value);
  }
}

}  // namespace tributary::detail
