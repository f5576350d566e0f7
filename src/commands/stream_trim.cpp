#include <tributary/commands/stream_trim.hpp>

#include <stdexcept>
#include <string>

namespace tributary {

StreamTrim StreamTrim::max_length(std::int64_t entries) {
  if (entries < 0) {
    throw std::invalid_argument{"a stream cannot be trimmed to " + std::to_string(entries) + " entries"};
  }
  StreamTrim trim;
  trim.max_length_ = entries;
  return trim;
}

StreamTrim StreamTrim::min_id(const StreamId& id) noexcept {
  StreamTrim trim;
  trim.min_id_ = id;
  return trim;
}

StreamTrim StreamTrim::approximate(std::optional<std::int64_t> limit) const {
  if (limit && *limit < 0) {
    throw std::invalid_argument{"a stream cannot be trimmed by at most " + std::to_string(*limit) + " entries"};
  }
  StreamTrim trim = *this;
  trim.approximate_ = true;
  trim.limit_ = limit;
  return trim;
}

}  // namespace tributary
