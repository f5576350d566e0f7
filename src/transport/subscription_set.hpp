#pragma once

#include <tributary/link/client_options.hpp>
#include <tributary/transport/subscriber_event.hpp>

#include "link/failure.hpp"
#include "resp/request_buffer.hpp"
#include "transport/push.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

namespace tributary::detail {

/// A name that the server did not accept.
struct Refusal {
  std::shared_ptr<const ErrorInfo> error;
  SubscriptionKind kind = SubscriptionKind::channel;
  std::string name;
};

/// The server did not let us in: the text of its error, and the command that it answers.
struct LoginRefused {
  std::string_view command;
  std::string error;
};

/// What one reply means to the owner of the connection. Nothing, when it only changed the set; a Failure ends the
/// connection.
using Reaction = std::variant<std::monostate, SubscriberMessage, Refusal, Postponed, LoginRefused, Failure>;

/// What is wanted from the server and what the server has been asked and has answered: a subscriber's conversation
/// without its socket. The owner moves the bytes:
///
///     set.begin(out, options);                     a new connection
///     set.write(out);                              as often as `out` was sent
///     set.take(reply);                             for each reply
///     set.lost();                                  the connection is gone; what is wanted stays
///
/// Of each name it knows what is `wanted`, what was `asked` by the last command on this connection, and what is
/// `active` as far as the server has answered. When the first two differ there is something to send, at once or, when
/// it was `postponed`, at the next ask_again(); while answers are `due`, `asked` is not known to be true.
class SubscriptionSet {
 public:
  /// What has become of a name.
  enum class Standing : std::uint8_t {
    absent,   ///< nobody wants it
    pending,  ///< the server has not confirmed it, or there is no connection
    active,   ///< what is published from now on comes
    refused,  ///< the server does not accept it
  };

  SubscriptionSet() = default;
  SubscriptionSet(const SubscriptionSet&) = delete;
  SubscriptionSet& operator=(const SubscriptionSet&) = delete;

  void add(SubscriptionKind kind, std::string_view name);
  void remove(SubscriptionKind kind, std::string_view name);

  bool wants(SubscriptionKind kind, std::string_view name) const noexcept;
  bool wants_any() const noexcept { return wanted_ > 0; }
  Standing standing(SubscriptionKind kind, std::string_view name) const noexcept;
  /// Of all names together: refused when one is, else pending when one is.
  Standing standing() const noexcept;
  /// Why a name is refused; of any that is, when no name is given. Null when none is.
  const Refusal* refusal(SubscriptionKind kind, std::string_view name) const noexcept;
  const Refusal* refusal() const noexcept;

  /// Everything that a new connection begins with: the login, a PING that tells whether we are let in, and the commands
  /// for what is wanted, of which write() gives the rest.
  void begin(RequestBuffer& out, const ClientOptions& options);
  /// Appends commands for what is to be changed, in bounded pieces: call it again when they were sent.
  void write(RequestBuffer& out);
  /// Appends a PING.
  void ping(RequestBuffer& out);
  Reaction take(const ReplyView& reply);
  /// True when the server could not do something yet, so that it has to be asked again.
  bool has_postponed() const noexcept { return postponed_ > 0; }
  void ask_again();
  void lost() noexcept;

  /// True when the server has let us in.
  bool is_up() const noexcept { return up_; }
  /// The error that answered the first PING, as long as it is not known whether the connection serves for more than to
  /// tell it.
  const std::string& hello_error() const noexcept { return hello_error_; }
  /// True when the server has answered for everything that was wanted when the connection began.
  bool is_restored() const noexcept { return up_ && restoring_ == 0; }
  /// True when everything is as it is wanted.
  bool is_settled() const noexcept { return unsettled_ == 0; }
  /// True when an answer is due.
  bool waits() const noexcept { return !due_.empty(); }

 private:
  struct Entry {
    SubscriptionKind kind;
    const std::string* name = nullptr;
    bool wanted = false;
    bool asked = false;
    bool active = false;
    bool postponed = false;  ///< is sent by the next ask_again(), and not before
    bool told = false;       ///< that it was postponed
    bool queued = false;     ///< stands in queue_
    bool alone = false;      ///< needs a command of its own, so that an error tells whom it means
    bool restoring = false;  ///< was wanted when the connection began, and has not been answered since
    std::size_t due = 0;     ///< commands with this name that were not answered
    std::unique_ptr<const Refusal> refusal{};

    bool is_settled() const noexcept { return wanted == asked && due == 0; }
    bool is_needed() const noexcept { return wanted || asked || due > 0 || queued || refusal != nullptr; }
  };
  enum class Ask : std::uint8_t { login, hello, ping, subscribe, unsubscribe };
  /// One command that was not answered, or not for all of its names.
  struct Due {
    Ask ask;
    SubscriptionKind kind = SubscriptionKind::channel;
    std::vector<Entry*> names{};
    std::size_t answered = 0;
    std::string_view login{};  ///< which command of it
  };
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  using Entries = std::unordered_map<std::string, Entry, Hash, std::equal_to<>>;

  template <class F>
  void change(Entry& entry, F&& action);
  Entries& entries(SubscriptionKind kind) noexcept { return entries_[static_cast<std::size_t>(kind)]; }
  const Entries& entries(SubscriptionKind kind) const noexcept { return entries_[static_cast<std::size_t>(kind)]; }
  const Entry* find(SubscriptionKind kind, std::string_view name) const noexcept;
  void forget_unless_needed(Entry& entry);
  void queue(Entry& entry);
  Entry* next_queued();
  void write_command(RequestBuffer& out, Due command);
  Reaction take_error(std::string_view text);
  Reaction take_confirmation(const Push& push);
  Reaction take_scalar(const ReplyView& reply);
  Reaction refuse(const Due& command, std::string_view text);
  Reaction postpone(const Due& command, std::string_view text);
  void try_one_by_one(const Due& command);

  std::array<Entries, 3> entries_;
  std::size_t wanted_ = 0;     ///< entries that are
  std::size_t unsettled_ = 0;  ///< entries that are not settled
  std::size_t refused_ = 0;    ///< entries with a refusal
  std::size_t restoring_ = 0;  ///< entries that are
  std::size_t postponed_ = 0;  ///< entries that are
  bool connected_ = false;
  bool up_ = false;
  std::string hello_error_;
  std::deque<Entry*> queue_;  ///< may have to be sent
  std::deque<Due> due_;       ///< in the order of the wire
};

}  // namespace tributary::detail
