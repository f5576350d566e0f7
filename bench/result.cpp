#include "result.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace tributary::bench {

Spread spread_of(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  const double median = values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
  return {.median = median, .min = values.front(), .max = values.back()};
}

Spread Result::commands_per_second() const {
  return spread([](const Sample& sample) { return sample.commands_per_second; });
}

Spread Result::client_cpu_ns() const {
  return spread([](const Sample& sample) { return sample.user_ns + sample.system_ns; });
}

Spread Result::client_cores() const {
  return spread(
      [](const Sample& sample) { return (sample.user_ns + sample.system_ns) * sample.commands_per_second / 1e9; });
}

Spread Result::mib_per_second() const {
  return spread([](const Sample& sample) {
    return (sample.request_bytes + sample.reply_bytes) * sample.commands_per_second / (1 << 20);
  });
}

const Result* find_result(const std::vector<Result>& results, std::string_view mode, std::int64_t batch) {
  const auto found = std::find_if(results.begin(), results.end(),
                                  [&](const Result& result) { return result.mode == mode && result.batch == batch; });
  return found == results.end() ? nullptr : &*found;
}

const Result* wire_of(const Result& result, const std::vector<Result>& results) {
  return result.subject == Subject::values ? find_result(results, "wire", result.batch) : nullptr;
}

const Result* batch_1_of(const Result& result, const std::vector<Result>& results) {
  return result.batch == 1 ? nullptr : find_result(results, result.mode, 1);
}

std::string grouped(double value) {
  std::string digits = std::to_string(std::llround(value));
  for (auto i = static_cast<std::ptrdiff_t>(digits.size()) - 3; i > 0; i -= 3) {
    digits.insert(static_cast<std::size_t>(i), 1, ',');
  }
  return digits;
}

std::string_view to_string(Timed timed) noexcept {
  switch (timed) {
    case Timed::batches: return "batch";
    case Timed::commands: return "command";
    case Timed::nothing: break;
  }
  return {};
}

Spread cpu_ratio(const Result& result, const Result& base) {
  std::vector<double> ratios;
  for (std::size_t i = 0; i < std::min(result.samples.size(), base.samples.size()); ++i) {
    const Sample& over = result.samples[i];
    const Sample& under = base.samples[i];
    ratios.push_back((over.user_ns + over.system_ns) / (under.user_ns + under.system_ns));
  }
  return spread_of(std::move(ratios));
}

Spread speed_ratio(const Result& result, const Result& base) {
  std::vector<double> ratios;
  for (std::size_t i = 0; i < std::min(result.samples.size(), base.samples.size()); ++i) {
    ratios.push_back(result.samples[i].commands_per_second / base.samples[i].commands_per_second);
  }
  return spread_of(std::move(ratios));
}

}  // namespace tributary::bench
