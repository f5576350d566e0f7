// One name on one connection, from the server's point of view:
//
//   asked, due          sent                     answered
//   no,  0   absent     SUBSCRIBE   -> yes, 1    subscribe    -> yes, 0   active
//   yes, 0   active     UNSUBSCRIBE -> no,  1    unsubscribe  -> no,  0   absent
//                                                error        -> as it was before, and then
//
// an error that a server gives in a bad hour (BUSY, LOADING, ...) postpones the names of its command, and they are
// asked for again; any other one is for good: nobody wants the name any longer.
//
// Commands may follow each other without waiting, so `due` counts; only when it is 0 is `asked` what the server does.
// Answers come in the order of the commands, one for each name; messages come between them. An error stands for a whole
// command and does not say which name it means, so the names of that command are asked for once more, one by one.
#include "transport/subscription_set.hpp"

#include "codec/argument_encoder.hpp"
#include "core/server_error.hpp"
#include "link/login.hpp"
#include "link/server_words.hpp"
#include "resp/quote.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace tributary::detail {

namespace {

// A command with many names keeps the server from its other clients for as long as it takes; an error costs as many
// further commands.
constexpr std::size_t kNamesOfCommand = 100;
// Commands that are made before the socket has taken those before them.
constexpr std::size_t kPieceBytes = std::size_t{64} << 10;

std::string_view verb(SubscriptionKind kind, bool subscribe) noexcept {
  switch (kind) {
    case SubscriptionKind::channel: return subscribe ? "SUBSCRIBE" : "UNSUBSCRIBE";
    case SubscriptionKind::pattern: return subscribe ? "PSUBSCRIBE" : "PUNSUBSCRIBE";
    case SubscriptionKind::sharded: return subscribe ? "SSUBSCRIBE" : "SUNSUBSCRIBE";
  }
  return {};
}

/// Sharded channels of one command would have to hash to the same slot of a cluster.
std::size_t names_of_command(SubscriptionKind kind) noexcept {
  return kind == SubscriptionKind::sharded ? 1 : kNamesOfCommand;
}

void write_words(RequestBuffer& out, const Arguments& words) {
  out.commit(write_header(out.room(kMaxHeader), '*', words.size()));
  append_arguments(out, words, words.size());
}

void recount(std::size_t& count, bool was, bool is) noexcept {
  if (is && !was) ++count;
  if (was && !is) --count;
}

}  // namespace

/// Every change of an entry goes through here, so that the counts of the set stay true.
template <class F>
void SubscriptionSet::change(Entry& entry, F&& action) {
  const bool was_wanted = entry.wanted;
  const bool was_settled = entry.is_settled();
  const bool was_refused = entry.refusal != nullptr;
  const bool was_postponed = entry.postponed;
  action(entry);
  if (entry.wanted == entry.asked) entry.postponed = false;
  if (entry.is_settled()) entry.told = false;
  recount(wanted_, was_wanted, entry.wanted);
  recount(unsettled_, !was_settled, !entry.is_settled());
  recount(refused_, was_refused, entry.refusal != nullptr);
  recount(postponed_, was_postponed, entry.postponed);
  if (entry.restoring && entry.is_settled()) {
    entry.restoring = false;
    --restoring_;
  }
  if (connected_ && entry.wanted != entry.asked && !entry.postponed) queue(entry);
}

void SubscriptionSet::add(SubscriptionKind kind, std::string_view name) {
  Entries& all = entries(kind);
  auto at = all.find(name);
  if (at == all.end()) {
    at = all.emplace(std::string{name}, Entry{kind}).first;
    at->second.name = &at->first;
  }
  change(at->second, [](Entry& entry) {
    entry.wanted = true;
    entry.refusal = nullptr;
  });
}

void SubscriptionSet::remove(SubscriptionKind kind, std::string_view name) {
  Entries& all = entries(kind);
  const auto at = all.find(name);
  if (at == all.end()) return;
  change(at->second, [](Entry& entry) {
    entry.wanted = false;
    entry.refusal = nullptr;
  });
  forget_unless_needed(at->second);
}

const SubscriptionSet::Entry* SubscriptionSet::find(SubscriptionKind kind, std::string_view name) const noexcept {
  const Entries& all = entries(kind);
  const auto at = all.find(name);
  return at == all.end() ? nullptr : &at->second;
}

bool SubscriptionSet::wants(SubscriptionKind kind, std::string_view name) const noexcept {
  const Entry* entry = find(kind, name);
  return entry != nullptr && entry->wanted;
}

SubscriptionSet::Standing SubscriptionSet::standing(SubscriptionKind kind, std::string_view name) const noexcept {
  const Entry* entry = find(kind, name);
  if (entry == nullptr) return Standing::absent;
  if (entry->refusal != nullptr) return Standing::refused;
  if (!entry->wanted) return Standing::absent;
  return entry->is_settled() ? Standing::active : Standing::pending;
}

SubscriptionSet::Standing SubscriptionSet::standing() const noexcept {
  if (refused_ > 0) return Standing::refused;
  if (unsettled_ > 0) return Standing::pending;
  return wanted_ > 0 ? Standing::active : Standing::absent;
}

const Refusal* SubscriptionSet::refusal(SubscriptionKind kind, std::string_view name) const noexcept {
  const Entry* entry = find(kind, name);
  return entry == nullptr ? nullptr : entry->refusal.get();
}

const Refusal* SubscriptionSet::refusal() const noexcept {
  if (refused_ == 0) return nullptr;
  for (const Entries& all : entries_) {
    for (const auto& [name, entry] : all) {
      if (entry.refusal != nullptr) return entry.refusal.get();
    }
  }
  return nullptr;
}

void SubscriptionSet::forget_unless_needed(Entry& entry) {
  if (entry.is_needed()) return;
  Entries& all = entries(entry.kind);
  all.erase(all.find(*entry.name));
}

void SubscriptionSet::queue(Entry& entry) {
  if (entry.queued) return;
  queue_.push_back(&entry);
  entry.queued = true;
}

/// Takes the next entry with something to send out of the queue: others changed their mind meanwhile. Null at its end.
SubscriptionSet::Entry* SubscriptionSet::next_queued() {
  while (!queue_.empty()) {
    Entry& entry = *queue_.front();
    queue_.pop_front();
    entry.queued = false;
    if (entry.wanted != entry.asked && !entry.postponed) return &entry;
    forget_unless_needed(entry);
  }
  return nullptr;
}

void SubscriptionSet::begin(RequestBuffer& out, const ClientOptions& options) {
  connected_ = true;
  each_login_command(options, Resp::v2, [&](const auto& verb, const auto&... words) {
    write_words(out, {verb, words...});
    due_.push_back({.ask = Ask::login, .login = verb});
  });
  write_words(out, {"PING"});
  due_.push_back({Ask::hello});
  for (Entries& all : entries_) {
    for (auto& [name, entry] : all) {
      if (!entry.wanted) continue;
      entry.restoring = true;
      ++restoring_;
      queue(entry);
    }
  }
  write(out);
}

void SubscriptionSet::write(RequestBuffer& out) {
  while (out.size() < kPieceBytes) {
    Entry* entry = next_queued();
    if (entry == nullptr) return;
    Due command{entry->wanted ? Ask::subscribe : Ask::unsubscribe, entry->kind, {entry}};
    const auto joins = [&](const Entry& next) {
      return next.kind == entry->kind && next.wanted == entry->wanted && next.asked == entry->asked && !next.alone;
    };
    while (!entry->alone && command.names.size() < names_of_command(entry->kind) && !queue_.empty() &&
           joins(*queue_.front())) {
      command.names.push_back(next_queued());
    }
    write_command(out, std::move(command));
  }
}

void SubscriptionSet::write_command(RequestBuffer& out, Due command) {
  const bool subscribes = command.ask == Ask::subscribe;
  out.commit(write_header(out.room(kMaxHeader), '*', 1 + command.names.size()));
  append_argument(out, verb(command.kind, subscribes));
  for (const Entry* entry : command.names) append_argument(out, *entry->name);
  for (Entry* entry : command.names) {
    change(*entry, [&](Entry& e) {
      e.asked = subscribes;
      ++e.due;
    });
  }
  due_.push_back(std::move(command));
}

void SubscriptionSet::ping(RequestBuffer& out) {
  write_words(out, {"PING"});
  due_.push_back({Ask::ping});
}

Reaction SubscriptionSet::take(const ReplyView& reply) {
  if (!hello_error_.empty()) {
    hello_error_.clear();
    up_ = true;
  }
  if (reply.is_error()) return take_error(reply.text());
  if (!reply.is_array()) return take_scalar(reply);
  const auto push = read_push(reply);
  if (!push) {
    return Failure{TransportReason::protocol,
                   fmt::format("{} is nothing that a subscriber waits for", reply.describe())};
  }
  switch (push->type) {
    case PushType::message: {
      if (!wants(push->kind, push->name)) return {};
      const std::string_view pattern = push->kind == SubscriptionKind::pattern ? push->name : std::string_view{};
      return SubscriberMessage{push->kind, std::string{push->channel}, std::string{pattern},
                               std::string{push->payload}};
    }
    case PushType::pong: return take_scalar(reply);
    case PushType::subscribed:
    case PushType::unsubscribed: break;
  }
  return take_confirmation(*push);
}

/// +OK and +PONG, or the array that a PONG is among subscriptions.
Reaction SubscriptionSet::take_scalar(const ReplyView& reply) {
  const Ask first = reply.is_array() ? Ask::ping : Ask::login;
  if (due_.empty() || due_.front().ask > Ask::ping || due_.front().ask < first) {
    return Failure{TransportReason::protocol, "the server sent a reply that no command waits for: " + reply.describe()};
  }
  if (due_.front().ask == Ask::hello) up_ = true;
  due_.pop_front();
  return {};
}

Reaction SubscriptionSet::take_error(std::string_view text) {
  if (due_.empty()) return Failure{TransportReason::closed, "the server said " + quote(text)};
  if (due_.front().answered > 0) {
    return Failure{TransportReason::protocol, "the server sent an error within an answer: " + quote(text)};
  }
  const Due command = std::move(due_.front());
  due_.pop_front();
  switch (command.ask) {
    case Ask::login: return LoginRefused{command.login, std::string{text}};
    case Ask::hello:
      if (is_about_identity(text)) return LoginRefused{"PING", std::string{text}};
      // A server that does not PING now, or not for this user, serves subscribers all the same. One that is full says
      // that and no more: another answer has to follow, when one is due.
      if (due_.empty()) up_ = true;
      if (!up_) hello_error_ = text;
      return {};
    case Ask::ping: return {};  // any answer is a sign of life
    case Ask::subscribe:
    case Ask::unsubscribe: break;
  }
  if (is_temporary(text)) return postpone(command, text);
  if (command.names.size() == 1) return refuse(command, text);
  try_one_by_one(command);
  return {};
}

void SubscriptionSet::try_one_by_one(const Due& command) {
  for (Entry* entry : command.names) {
    change(*entry, [&](Entry& e) {
      if (--e.due == 0) e.asked = e.active;
      e.alone = true;
    });
    forget_unless_needed(*entry);
  }
}

/// Told once for each name, until it is as it is wanted.
Reaction SubscriptionSet::postpone(const Due& command, std::string_view text) {
  Postponed event{command.kind,
                  {},
                  server_error(text).code,
                  fmt::format("{}: {}", verb(command.kind, command.ask == Ask::subscribe), escape_controls(text))};
  for (Entry* entry : command.names) {
    change(*entry, [&](Entry& e) {
      if (--e.due > 0) return;  // a command behind this one decides
      e.asked = e.active;
      e.postponed = e.wanted != e.asked;
      if (e.postponed && !std::exchange(e.told, true)) event.names.push_back(*e.name);
    });
    forget_unless_needed(*entry);
  }
  if (event.names.empty()) return {};
  return event;
}

void SubscriptionSet::ask_again() {
  for (Entries& all : entries_) {
    for (auto& [name, entry] : all) change(entry, [](Entry& e) { e.postponed = false; });
  }
}

Reaction SubscriptionSet::refuse(const Due& command, std::string_view text) {
  Entry& entry = *command.names.front();
  const bool subscribes = command.ask == Ask::subscribe;
  // When another command with this name is on its way, or nobody wants it any more, this one has no meaning.
  const bool counts = entry.due == 1 && entry.wanted == subscribes;
  Refusal refusal;
  if (counts) {
    ErrorInfo info = server_error(text);
    info.message =
        fmt::format("the server refused {} {}: {}", verb(command.kind, subscribes), quote(*entry.name), info.message);
    refusal = {std::make_shared<const ErrorInfo>(std::move(info)), command.kind, *entry.name};
  }
  change(entry, [&](Entry& e) {
    // An UNSUBSCRIBE that is refused counts as done, or it would be sent for ever; messages that still come are
    // dropped.
    if (--e.due == 0) e.asked = e.active = false;
    if (counts && subscribes) {
      e.wanted = false;
      e.refusal = std::make_unique<const Refusal>(refusal);
    }
  });
  forget_unless_needed(entry);
  if (!counts) return {};
  return refusal;
}

Reaction SubscriptionSet::take_confirmation(const Push& push) {
  const Ask ask = push.type == PushType::subscribed ? Ask::subscribe : Ask::unsubscribe;
  if (!due_.empty()) {
    Due& command = due_.front();
    if (command.ask == ask && command.kind == push.kind && *command.names[command.answered]->name == push.name) {
      Entry& entry = *command.names[command.answered];
      if (++command.answered == command.names.size()) due_.pop_front();
      change(entry, [ask](Entry& e) {
        --e.due;
        e.active = ask == Ask::subscribe;
        e.alone = false;
      });
      forget_unless_needed(entry);
      return {};
    }
  }
  // A cluster that moves a slot to another node ends the subscriptions to its channels.
  if (push.type == PushType::unsubscribed && push.kind == SubscriptionKind::sharded) {
    if (!wants(push.kind, push.name)) return {};
    return Failure{TransportReason::closed, fmt::format("the server ended the sharded channel {}", quote(push.name))};
  }
  return Failure{TransportReason::protocol,
                 fmt::format("the server answered for {}, which was not its turn", quote(push.name))};
}

void SubscriptionSet::lost() noexcept {
  connected_ = up_ = false;
  hello_error_.clear();
  due_.clear();
  queue_.clear();
  wanted_ = unsettled_ = restoring_ = postponed_ = 0;
  for (Entries& all : entries_) {
    for (auto at = all.begin(); at != all.end();) {
      Entry& entry = at->second;
      entry.asked = entry.active = entry.postponed = entry.told = false;
      entry.queued = entry.alone = entry.restoring = false;
      entry.due = 0;
      if (entry.wanted) ++wanted_;
      at = entry.is_needed() ? std::next(at) : all.erase(at);
    }
  }
  unsettled_ = wanted_;
}

}  // namespace tributary::detail
