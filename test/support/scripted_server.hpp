#pragma once

#include "support/file_descriptor.hpp"
#include "support/temporary_folder.hpp"

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace tributary::test {

/// What the scripted server does on one connection, step after step.
///
///     ServerScript{}.expect_command({"PING"}).reply_in_pieces("+PONG\r\n", 1).close()
///
/// The server reads all the time, also while it replies, unless `stop_reading` forbids it. A script that ends without
/// `close` or `reset` keeps the connection open, as `stall` does.
class ServerScript {
 public:
  enum class Kind { expect, expect_bytes, reply, reply_in_pieces, close, reset, stall, drain, stop_reading };

  struct Step {
    Kind kind;
    std::string bytes{};
    std::size_t count = 0;
  };

  /// Waits for exactly these bytes; any other byte is a failure and closes the connection.
  ServerScript& expect(std::string bytes);
  /// Waits for one command, encoded as an array of bulk strings.
  ServerScript& expect_command(const std::vector<std::string>& words);
  /// Waits for so many bytes, whatever they are.
  ServerScript& expect_bytes(std::size_t count);
  /// Sends these bytes.
  ServerScript& reply(std::string bytes);
  /// Sends these bytes, `size` at a time. On a unix socket each piece waits until the client has read the one before,
  /// so that the client sees every piece alone; on TCP the pieces may arrive together.
  ServerScript& reply_in_pieces(std::string bytes, std::size_t size);
  /// Closes the connection in good order.
  ServerScript& close();
  /// Closes the connection by RST. TCP only: unix sockets know no RST.
  ServerScript& reset();
  /// Keeps the connection open and silent (but reads) until the server object dies.
  ServerScript& stall();
  /// Reads and discards, without recording, until the client closes.
  ServerScript& drain();
  /// Reads no more on this connection: the client's writes fill the socket buffers. Later steps may still reply.
  ServerScript& stop_reading();

  [[nodiscard]] const std::vector<Step>& steps() const noexcept { return steps_; }

 private:
  ServerScript& add(Step step);

  std::vector<Step> steps_;
};

/// What happens to connections for which no script is left.
enum class AfterLastScript { close, repeat };

struct ScriptedServerOptions {
  /// Listens on an ephemeral port of 127.0.0.1 instead of a unix socket.
  bool tcp = false;
  AfterLastScript after_last = AfterLastScript::close;
  /// Answers the PING that a client's connection begins with when there is no other login, before the script begins and
  /// without recording it. Not where the script itself begins with a PING, or with something else than to expect.
  bool greets = true;
  /// False: while a reply waits for the client to read, nothing is read, as by a server with one thought at a time. Who
  /// writes all before he reads gets no further then.
  bool reads_while_replying = true;
};

/// A server on plain sockets that plays scripts: half replies, wrong replies, disconnects, silence.
///
/// The first connection gets the first script, and so on. Owns one thread, its sockets and a temporary folder; the
/// observers may be called from any thread. The destructor closes every connection, finished or not, and joins.
/// A test ends with `CHECK(server.failure() == "")`: what a client sent against an `expect` is recorded there.
class ScriptedServer {
 public:
  explicit ScriptedServer(std::vector<ServerScript> scripts, ScriptedServerOptions options = {});
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;
  ~ScriptedServer();

  /// "unix:///<folder>/redis.sock" or "redis://127.0.0.1:<port>".
  [[nodiscard]] std::string uri() const;
  /// Empty for TCP.
  [[nodiscard]] const std::string& socket_path() const noexcept { return socket_path_; }
  /// 0 for a unix socket.
  [[nodiscard]] std::uint16_t tcp_port() const noexcept { return port_; }

  /// How many connections came so far.
  [[nodiscard]] std::size_t accepted() const;
  /// What arrived on connection `index` so far (but not what `drain` discarded); empty when there is no such
  /// connection.
  [[nodiscard]] std::string received(std::size_t index) const;
  /// The first thing that went against a script, with connection and step; empty when nothing did.
  [[nodiscard]] std::string failure() const;

  /// Waits until so many connections have come; false when the time is over.
  [[nodiscard]] bool wait_accepted(std::size_t count,
                                   std::chrono::milliseconds timeout = std::chrono::seconds{60}) const;
  /// Waits until every script has reached its end, its `stall` or its `drain`; false on a failure or when time is over.
  [[nodiscard]] bool wait_played(std::chrono::milliseconds timeout = std::chrono::seconds{60}) const;
  /// Waits until the client has closed connection `index`; false when the time is over, or the server closed it first.
  [[nodiscard]] bool wait_closed_by_client(std::size_t index,
                                           std::chrono::milliseconds timeout = std::chrono::seconds{60}) const;

 private:
  struct Connection;

  void listen_on_unix_socket();
  void listen_on_loopback();
  void serve() noexcept;
  void serve_until_woken();
  void accept_all();
  void handle(Connection& connection, short events);
  void read_all(Connection& connection);
  bool greet(Connection& connection);
  void advance(Connection& connection);
  bool play(Connection& connection, const ServerScript::Step& step);
  bool play_expect(Connection& connection, const ServerScript::Step& step);
  bool send_until(Connection& connection, std::string_view bytes, std::size_t end);
  void fail(const Connection& connection, const std::string& what);
  static void close_connection(Connection& connection, bool by_client);

  const std::vector<ServerScript> scripts_;
  const ScriptedServerOptions options_;
  TemporaryFolder folder_;
  std::string socket_path_;
  std::uint16_t port_ = 0;
  FileDescriptor listener_;
  FileDescriptor wake_;

  mutable std::mutex mutex_;  // guards what follows; the server thread gives it up only while it waits for events
  mutable std::condition_variable changed_;
  std::vector<Connection> connections_;
  std::string failure_;

  std::thread thread_;  // last: it uses all of the above
};

}  // namespace tributary::test
