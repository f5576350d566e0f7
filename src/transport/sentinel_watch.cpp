#include "transport/sentinel_watch.hpp"

#include <tributary/core/error.hpp>

#include "link/without_signals.hpp"
#include "transport/subscriber_carrier.hpp"
#include "transport/subscriber_engine.hpp"

#include <fmt/format.h>

#include <poll.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <exception>
#include <system_error>
#include <utility>
#include <variant>

namespace tributary::detail {

namespace {

constexpr const char* kChannel = "+switch-master";
constexpr std::chrono::milliseconds kPauseForMemory{100};
// A sentinel that is away is asked again as often; the others tell meanwhile.
constexpr SubscriberOptions kPatient{.first_backoff = std::chrono::milliseconds{50},
                                     .longest_backoff = std::chrono::milliseconds{2'000}};

}  // namespace

std::optional<Place> new_master_of(std::string_view message, std::string_view master_name) {
  std::array<std::string_view, 5> words;
  for (std::string_view& word : words) {
    const std::size_t end = std::min(message.find(' '), message.size());
    word = message.substr(0, end);
    message.remove_prefix(std::min(end + 1, message.size()));
    if (word.empty()) return std::nullopt;
  }
  Place place{std::string{words[3]}};
  const char* const end = words[4].data() + words[4].size();
  const auto [read, error] = std::from_chars(words[4].data(), end, place.port);
  if (words[0] != master_name || !message.empty() || error != std::errc{} || read != end || place.port == 0) {
    return std::nullopt;
  }
  return place;
}

/// To one of them.
class SentinelWatch::Listener {
 public:
  explicit Listener(const Dialer& sentinel) : engine_{sentinel.options(), kPatient}, carrier_{sentinel, engine_} {
    engine_.add(SubscriptionKind::channel, {kChannel});
  }

  /// Goes on as far as it can, and says what it waits for then.
  template <class Heard>
  WaitFor step(Heard&& heard) {
    for (;;) {
      const std::optional<WaitFor> wait = carrier_.step();
      while (engine_.has_event()) hear(heard);
      if (wait) return *wait;
    }
  }

 private:
  template <class Heard>
  void hear(Heard&& heard) {
    try {
      const SubscriberEvent event = engine_.take_event();
      if (const auto* const message = std::get_if<SubscriberMessage>(&event)) heard(message->payload);
    } catch (const RedisError&) {  // the connectors of the client tell of sentinels that are away
    }
  }

  SubscriberEngine engine_;
  SubscriberCarrier carrier_;
};

SentinelWatch::SentinelWatch(std::vector<std::shared_ptr<const Dialer>> sentinels, std::string master_name, Moved moved)
    : sentinels_{std::move(sentinels)}, master_name_{std::move(master_name)}, moved_{std::move(moved)} {
  const WithoutSignals masked;
  try {
    thread_ = std::thread{[this] { run(); }};
  } catch (const std::system_error& error) {
    throw RedisError{fmt::format("no thread to listen to sentinels: {}", error.what())};
  }
}

SentinelWatch::~SentinelWatch() {
  is_over_ = true;
  wake_.signal();
  thread_.join();
}

void SentinelWatch::run() noexcept {
  while (!is_over_) {
    try {
      std::vector<std::unique_ptr<Listener>> listeners;
      for (const auto& sentinel : sentinels_) listeners.push_back(std::make_unique<Listener>(*sentinel));
      while (!is_over_) listen(listeners);
    } catch (const std::exception&) {  // of memory or descriptors
      pollfd woken{wake_.fd(), POLLIN, 0};
      poll(&woken, 1, static_cast<int>(kPauseForMemory.count()));
    }
  }
}

/// Until something happens.
void SentinelWatch::listen(std::vector<std::unique_ptr<Listener>>& listeners) {
  std::vector<pollfd> polled{{wake_.fd(), POLLIN, 0}};
  Clock::time_point until = Clock::time_point::max();
  for (const auto& listener : listeners) {
    const WaitFor wait = listener->step([this](std::string_view message) {
      if (const auto master = new_master_of(message, master_name_)) moved_(*master);
    });
    polled.push_back({wait.fd, wait.events, 0});
    until = std::min(until, wait.until);
  }
  poll(polled.data(), polled.size(), left_ms(until));
}

}  // namespace tributary::detail
