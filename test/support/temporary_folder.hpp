#pragma once

#include <filesystem>

namespace tributary::test {

/// A fresh, empty folder that is removed with everything in it when the object dies.
///
/// It lies in $TMPDIR, or in /tmp when $TMPDIR is so long that the path of a unix socket inside the folder would not
/// fit into the 107 bytes that the kernel allows.
/// Errors: std::system_error when the folder cannot be created; the destructor ignores what it cannot remove
class TemporaryFolder {
 public:
  TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder();

  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace tributary::test
