#pragma once

#include <tributary/link/tls_options.hpp>

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace tributary::detail {

/// What TLS makes of bytes, as the client of one connection, without a socket: what the network brought is put in, what
/// it is to take lies ready.
///
/// Nothing throws: a lack of memory is a failure like others. One that has failed, or has ended, stays so.
class TlsSession {
 public:
  enum class State : unsigned char { shaking_hands, open, ended, failed };

  /// A record holds at most so much, and is of use to the peer when all of it has come.
  static constexpr std::size_t kRecordBytes = std::size_t{16} << 10;
  /// What a record has beside that: its header, its tag, and what version 1.2 may add.
  static constexpr std::size_t kRecordExtraBytes = 512;

  virtual ~TlsSession() = default;

  State state() const noexcept { return state_; }
  /// Why it has failed.
  const std::string& why() const noexcept { return why_; }

  /// Goes on with the handshake, and takes from the front of `came` what belongs to it.
  virtual void shake_hands(std::string_view& came) noexcept = 0;
  /// Decrypts from the front of `came` as long as there is room; returns how many bytes it was. What is left of `came`
  /// is left for want of room, or when the conversation is over.
  virtual std::size_t decrypt(std::string_view& came, std::span<char> room) noexcept = 0;
  /// Makes one record of `plain`, at most kRecordBytes. It is not complete for the peer before sent() says so.
  virtual void encrypt(std::string_view plain) noexcept = 0;

  /// For the network, in this order.
  virtual std::string_view unsent() const noexcept = 0;
  /// So much of that has left. Returns how many bytes of the application left with the last bytes of their records.
  virtual std::size_t sent(std::size_t bytes) noexcept = 0;

 protected:
  State state_ = State::shaking_hands;
  std::string why_;
};

/// What the TLS connections to one server have in common: authorities, our certificate, the last session. Any thread
/// may use it.
class TlsContext {
 public:
  virtual ~TlsContext() = default;
  /// The beginning of a connection to `host`.
  ///
  /// Errors:   RedisError when there is no memory for it
  virtual std::unique_ptr<TlsSession> begin(const std::string& host) = 0;

  /// Errors:   std::invalid_argument, which names the option and the file, for what cannot be used; and when the
  ///           library was built without TLS
  static std::shared_ptr<TlsContext> make(const TlsOptions& options);
};

}  // namespace tributary::detail
