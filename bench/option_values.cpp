#include "option_values.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>

namespace tributary::bench {
namespace {

constexpr std::size_t kLargestValue = std::size_t{512} << 20U;
constexpr std::uint32_t kLargestPart = 1'000'000;

std::optional<std::uint64_t> whole_number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// from_chars() of floating point is not in every C++ library that builds this.
std::optional<double> number(std::string_view text) {
  const std::string copy{text};
  char* end = nullptr;
  const double value = std::strtod(copy.c_str(), &end);
  if (copy.empty() || end != copy.c_str() + copy.size()) return std::nullopt;
  return value;
}

}  // namespace

double read_percentage(std::string_view text) {
  const auto value = number(text.substr(0, text.ends_with('%') ? text.size() - 1 : text.size()));
  if (!value || !(*value > 0 && *value <= 1000)) {
    throw std::invalid_argument{fmt::format("'{}' is no percentage, such as 5%", text)};
  }
  return *value / 100;
}

DataSize read_data_size(std::string_view text) {
  const auto dash = text.find('-');
  const auto smallest = whole_number(text.substr(0, dash));
  const auto largest = dash == std::string_view::npos ? smallest : whole_number(text.substr(dash + 1));
  if (!smallest || !largest || *smallest < 1 || *largest > kLargestValue || *smallest > *largest) {
    throw std::invalid_argument{
        fmt::format("'{}' is no size in bytes such as 100, and no range such as 10-1000, of at most 512 MiB", text)};
  }
  return {*smallest, *largest};
}

Ratio read_ratio(std::string_view text) {
  const auto colon = text.find(':');
  const auto sets = whole_number(text.substr(0, colon));
  const auto gets = colon == std::string_view::npos ? std::nullopt : whole_number(text.substr(colon + 1));
  if (!sets || !gets || *sets > kLargestPart || *gets > kLargestPart || *sets + *gets == 0) {
    throw std::invalid_argument{fmt::format("'{}' is no ratio of SETs to GETs, such as 1:10", text)};
  }
  return {static_cast<std::uint32_t>(*sets), static_cast<std::uint32_t>(*gets)};
}

void read_distribution(std::string_view text, SequenceOptions& sequence) {
  constexpr std::string_view kZipf = "zipf";
  if (text == "sequential") {
    sequence.distribution = Distribution::sequential;
  } else if (text == "uniform") {
    sequence.distribution = Distribution::uniform;
  } else if (text == kZipf) {
    sequence.distribution = Distribution::zipf;
  } else if (const auto exponent = text.starts_with("zipf:") ? number(text.substr(kZipf.size() + 1)) : std::nullopt;
             exponent && *exponent > 0 && *exponent <= 10) {
    sequence.distribution = Distribution::zipf;
    sequence.exponent = *exponent;
  } else {
    throw std::invalid_argument{
        fmt::format("'{}' is none of sequential, uniform, zipf, and zipf:<exponent from 0 to 10>", text)};
  }
}

}  // namespace tributary::bench
