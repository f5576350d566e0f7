#pragma once

#include "endpoint.hpp"
#include "hiredis_connection.hpp"
#include "load.hpp"
#include "mode.hpp"
#include "result.hpp"
#include "workload.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>

namespace tributary::bench {

/// What all modes are measured with.
struct Contest {
  const Endpoint& endpoint;
  const Workload& workload;
  const Load& load;
  /// Nobody else uses the server, so that it can be asked how many commands it has executed.
  bool server_is_private;
};

/// A mode that can be measured.
class Contestant {
 public:
  Contestant() = default;
  Contestant(const Contestant&) = delete;
  Contestant& operator=(const Contestant&) = delete;
  virtual ~Contestant() = default;

  /// Measures `commands` commands, in whole batches, on keys in their first state.
  ///
  /// Errors: std::runtime_error when not every command issued was answered rightly, or the mode fails
  virtual Sample measure(std::int64_t commands, std::int64_t batch) = 0;
};

/// The letter of the keys of mode number `index`; there are fewer modes than letters.
[[nodiscard]] char key_letter(std::size_t index) noexcept;

/// One in this process, with keys of its own on the server, which it takes away again. Each has another letter.
[[nodiscard]] std::unique_ptr<Contestant> make_contestant(const ModeEntry& entry, char letter, const Contest& contest);

}  // namespace tributary::bench
