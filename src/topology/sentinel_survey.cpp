#include "topology/sentinel_survey.hpp"

#include <tributary/core/error.hpp>

#include <fmt/format.h>

#include <poll.h>
#include <sys/epoll.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace tributary::detail {

namespace {

/// What is left of the time is for the master: a sentinel that is silent must not cost all of it.
Deadline share_of(const Deadline& whole) noexcept { return Deadline{std::chrono::milliseconds{whole.left_ms() / 2}}; }

}  // namespace

SentinelSurvey::SentinelSurvey(std::vector<std::shared_ptr<const Dialer>> sentinels, const std::string& master_name,
                               Telemetry& telemetry, const Deadline& deadline, Learn learn)
    : dialers_{std::move(sentinels)}, master_name_{master_name}, learn_{std::move(learn)} {
  const Deadline own = share_of(deadline);
  for (const auto& dialer : dialers_) {
    questions_.push_back(std::make_unique<SentinelQuestion>(*dialer, master_name_, telemetry, own));
  }
  look();
}

SentinelSurvey::~SentinelSurvey() = default;

WaitFor SentinelSurvey::wait_for() const noexcept { return {descriptors_.fd(), POLLIN, until_}; }

void SentinelSurvey::step() {
  if (is_over_) return;
  for (const auto& question : questions_) question->step();
  look();
}

/// Ends the survey when it is known where the master is, or nobody is left to say it.
void SentinelSurvey::look() {
  std::vector<SentinelAnswer> answers;
  bool is_final = true;
  for (const auto& question : questions_) {
    answers.push_back(question->answer());
    if (question->is_under_way()) is_final = false;
  }
  master_ = master_of(answers, is_final);
  if (!master_ && !is_final) return gather_descriptors();
  is_over_ = true;
  for (const auto& question : questions_) learn_(question->others());
  if (!master_) why_ = why_no_master(answers, master_name_);
}

/// Anew, as a step may have closed one and opened another of the same number.
void SentinelSurvey::gather_descriptors() {
  descriptors_ = Socket{epoll_create1(EPOLL_CLOEXEC)};
  if (!descriptors_) throw RedisError{fmt::format("no descriptor to wait for sentinels: {}", std::strerror(errno))};
  until_ = Clock::time_point::max();
  for (const auto& question : questions_) {
    if (!question->is_under_way()) continue;
    const WaitFor wait = question->wait_for();
    until_ = std::min(until_, wait.until);
    epoll_event event{};
    event.events = static_cast<std::uint32_t>(wait.events);  // POLLIN and POLLOUT have these values
    if (wait.fd >= 0) epoll_ctl(descriptors_.fd(), EPOLL_CTL_ADD, wait.fd, &event);
  }
}

}  // namespace tributary::detail
