#pragma once

#include <tributary/config.hpp>
#include <tributary/link/tls_options.hpp>
#include <tributary/resp/limits.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace tributary {

class CredentialsProvider;
class Observer;

/// A connection URI that cannot be understood. The message repeats the URI, without what may be a secret, and marks the
/// part.
class TRIBUTARY_API UriError : public std::invalid_argument {
 public:
  UriError(const std::string& message, std::size_t position) : std::invalid_argument{message}, position_{position} {}
  /// Offset of the offending part in the URI, in bytes.
  std::size_t position() const noexcept { return position_; }

 private:
  std::size_t position_;
};

/// The version of RESP that is spoken with a server. Every command has the same results in both.
enum class Resp : std::uint8_t { v2 = 2, v3 = 3 };

/// Where a Redis is, who asks, and how long anything may take. Every timeout is finite.
struct TRIBUTARY_API ClientOptions {
  /// What poll() can count in milliseconds, in whole days.
  static constexpr std::chrono::hours kLongestTimeout{24 * 24};

  std::string host = "localhost";  ///< a name or an address, and nothing else
  std::uint16_t port = 6379;
  std::string unix_socket;  ///< a path; used instead of host and port when it is not empty

  /// Who know where the master of `master_name` is, instead of host and port: each `host` or `host:port`, 26379 when
  /// there is none. The more of them, the better; those that they know of are asked, too.
  std::vector<std::string> sentinels{};
  std::string master_name{};
  std::string sentinel_username{};  ///< as username and password, for sentinels
  std::string sentinel_password{};

  std::optional<TlsOptions> tls;  ///< nothing: bytes go as they are, and whoever is on the way can read them

  std::string username;  ///< with a password: an ACL user; empty for the default user
  std::string password;  ///< empty: no AUTH
  /// Gives user and password for each connection, instead of those. Null: they are as they stand here.
  std::shared_ptr<CredentialsProvider> credentials{};
  int database = 0;         ///< SELECTed when it is not 0
  std::string client_name;  ///< set by CLIENT SETNAME when it is not empty

  /// RESP3 is asked for with HELLO. Where the server has none, or this library was compiled with a hiredis before 1.0,
  /// it stays RESP2.
  Resp protocol = Resp::v2;

  /// Connections that may exist at once. One is taken for the time of an execute and then returned.
  std::size_t pool_size = 16;

  std::chrono::milliseconds connect_timeout{5'000};  ///< to connect and to be let in
  std::chrono::milliseconds pool_timeout{5'000};     ///< to wait for a connection when all are in use
  /// For which nothing may move in an exchange: no byte read, none written. The whole has as much for each of its first
  /// hundred commands and for each hundred behind them, and 1 ms for each KiB: what is being answered is not cut.
  std::chrono::milliseconds timeout{10'000};

  /// A connection that was not used for this long is asked with a PING before anything else is sent: a network may have
  /// dropped it silently. One that the server has closed is noticed without.
  std::chrono::milliseconds ping_after_idle{30'000};

  ReplyLimits reply_limits{};

  /// Is told what the client does; see Observer. Null: nobody is.
  std::shared_ptr<Observer> observer{};

  /// Reads a URI, of which parts may be percent-encoded, as a ? or a % in a password has to be; an IPv6 address stands
  /// in brackets, and a password alone is written `:password@`:
  ///
  ///     redis://[user:password@]host[:port][/database][?option=value&...]
  ///     redis-sentinel://[user:password@]host[:port][,host[:port]...]/master[/database][?option=value&...]
  ///     unix://[user:password@]/path[?option=value&...]
  ///
  /// `rediss://` and `rediss-sentinel://` are the same over TLS. Options: db, client_name, protocol (2 or 3),
  /// pool_size, connect_timeout, pool_timeout, timeout; a time is a number with its unit, `250ms` or `5s`. Of TLS:
  /// ca_file, ca_path, cert, key, server_name, tls_min_version (1.2 or 1.3), verify (peer or none). Of sentinels:
  /// sentinel_username, sentinel_password.
  ///
  /// Errors:   UriError, which points at the offending part
  [[nodiscard]] static ClientOptions from_uri(std::string_view uri);
  /// Reads the URI in a variable of the environment.
  ///
  /// Errors:   std::invalid_argument when there is none, or it is empty; UriError
  [[nodiscard]] static ClientOptions from_environment(const char* variable = "REDIS_URL");

  /// `unix:///path[?db=database]`, `redis://host:port/database`, `redis-sentinel://host,host/master/database`, with TLS
  /// `rediss` and `?verify=none` where that is so: a URI of the same place, without users and passwords.
  [[nodiscard]] std::string endpoint() const;
};

}  // namespace tributary
