#pragma once

namespace tributary {
class StopOn;
}  // namespace tributary

namespace tributary::detail {

struct StopAccess {
  /// Can be read when somebody has asked to stop.
  static int fd(const StopOn& stop) noexcept;
  static bool requested(const StopOn& stop) noexcept;
};

}  // namespace tributary::detail
