#include "support/temporary_folder.hpp"

#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <string>
#include <system_error>

namespace tributary::test {
namespace {

// sun_path holds 108 bytes with its terminator; this leaves room for "/tributary-XXXXXX/redis.sock".
constexpr std::size_t kLongestParent = 70;

std::string parent_folder() {
  const char* configured = std::getenv("TMPDIR");
  if (configured == nullptr || *configured != '/') {
    return "/tmp";
  }
  std::string parent = configured;
  return parent.size() <= kLongestParent ? parent : "/tmp";
}

}  // namespace

TemporaryFolder::TemporaryFolder() {
  std::string pattern = parent_folder() + "/tributary-XXXXXX";
  if (::mkdtemp(pattern.data()) == nullptr) {
    throw std::system_error{errno, std::generic_category(), "cannot create a temporary folder " + pattern};
  }
  path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace tributary::test
