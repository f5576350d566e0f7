#include "topology/sentinel_question.hpp"

#include "link/server_words.hpp"

#include <poll.h>

#include <charconv>
#include <string_view>
#include <utility>

namespace tributary::detail {

namespace {

const std::string& word(const std::map<std::string, std::string>& words, const char* name) {
  static const std::string none;
  const auto found = words.find(name);
  return found == words.end() ? none : found->second;
}

template <class Number>
Number number(const std::string& text) noexcept {
  Number value{};
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

Place place_of(const std::map<std::string, std::string>& words) {
  return {word(words, "ip"), number<std::uint16_t>(word(words, "port"))};
}

}  // namespace

SentinelQuestion::SentinelQuestion(const Dialer& dialer, const std::string& master_name, Telemetry& telemetry,
                                   const Deadline& deadline)
    : dialer_{dialer}, master_name_{master_name}, telemetry_{telemetry}, deadline_{deadline} {
  answer_.sentinel = Place{dialer.options().host, dialer.options().port}.text();
  dial_.emplace(dialer, deadline);
  dial_on();
}

WaitFor SentinelQuestion::wait_for() const noexcept {
  if (dial_) return dial_->wait_for();
  if (connection_ == nullptr) return {-1, 0, deadline_.end()};
  return {connection_->fd(), connection_->events(), connection_->patience().end()};
}

void SentinelQuestion::step() {
  if (!is_under_way()) return;
  if (dial_) {
    dial_->step();
    return dial_on();
  }
  while (connection_->read_some()) {
  }
  if (!connection_->failed() && connection_->patience().is_over()) connection_->fail_by_timeout();
  talk();
}

void SentinelQuestion::dial_on() {
  if (dial_->is_under_way()) return;
  if (!dial_->has_stream()) return fail("cannot be reached: " + dial_->why());
  connection_ = std::make_unique<Connection>(dial_->take_stream(), dialer_.options(), telemetry_);
  login_.emplace(*connection_, dial_->identity());
  dial_.reset();
  connection_->begin(std::chrono::milliseconds{deadline_.left_ms()}, deadline_.end());
  talk();
}

/// Writes, and ends the rounds that are answered.
void SentinelQuestion::talk() {
  do connection_->write_some();
  while ((connection_->failed() || connection_->exchange().done()) && end_round());
}

/// False when there is nothing more to say.
bool SentinelQuestion::end_round() {
  if (login_) {
    if (!login_->step()) return true;
    const std::optional<Failure> failure = login_->failure();
    login_.reset();
    if (failure) {
      fail(failure->message);
      return false;
    }
    ask();
    connection_->begin(std::chrono::milliseconds{deadline_.left_ms()}, deadline_.end());
    return true;
  }
  batch_->end();
  read_answers();
  return false;
}

void SentinelQuestion::ask() {
  batch_.emplace(*connection_);
  master_ = batch_->record<Words>("SENTINEL", "MASTER", master_name_);
  sentinels_ = batch_->record<std::vector<Words>>("SENTINEL", "SENTINELS", master_name_);
  batch_->begin();
}

void SentinelQuestion::read_answers() {
  if (const ErrorInfo* const error = master_->error()) {
    if (!knows_no_master(error->message)) return fail(error->message);
    answer_.kind = SentinelAnswer::Kind::unknown;
    return;
  }
  const Words& master = **master_;
  answer_.master = place_of(master);
  answer_.epoch = number<std::uint64_t>(word(master, "config-epoch"));
  answer_.is_down = word(master, "flags").find("_down") != std::string::npos;
  if (answer_.master.host.empty() || answer_.master.port == 0) return fail("answers without an address");
  if (sentinels_->error() == nullptr) {
    for (const Words& other : **sentinels_) others_.push_back(place_of(other));
  }
  answer_.kind = SentinelAnswer::Kind::knows;
}

void SentinelQuestion::fail(std::string words) {
  answer_.kind = SentinelAnswer::Kind::failed;
  answer_.words = std::move(words);
}

}  // namespace tributary::detail
