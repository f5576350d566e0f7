// TLS over a real socket, whose buffers are small: what is counted as written has left, and is there once.
#include "link/byte_stream.hpp"

#include <tributary/link/tls_options.hpp>

#include "support/catch.hpp"
#include "support/file_descriptor.hpp"
#include "support/tls_peer.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <string>
#include <vector>

using namespace tributary;
using namespace tributary::detail;
using namespace tributary::test;

namespace {

/// A stream and the server at its other end, which reads and writes when it is told to.
class Ends {
 public:
  Ends() : peers_{{.files = authority_.issue()}}, context_{TlsContext::make({.ca_file = authority_.ca_file()})} {
    std::array<int, 2> ends{};
    REQUIRE(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()) == 0);
    const int small = 1;  // the least that the kernel gives
    setsockopt(ends[0], SOL_SOCKET, SO_SNDBUF, &small, sizeof small);
    stream = ByteStream{Socket{ends[0]}, context_->begin("localhost")};
    other_ = FileDescriptor{ends[1]};
    while (stream.shake_hands() != 0) {
      REQUIRE(would_block(errno));
      serve();
    }
    serve();
  }

  /// Takes what has come, and answers what TLS wants answered.
  void serve() {
    std::array<char, 65536> came{};
    for (ssize_t size = 0; (size = ::read(other_.get(), came.data(), came.size())) > 0;) {
      const std::string answer = peer_.answer({came.data(), static_cast<std::size_t>(size)});
      if (!answer.empty()) REQUIRE(::write(other_.get(), answer.data(), answer.size()) > 0);
    }
  }
  TlsPeer& peer() { return peer_; }

  ByteStream stream;

 private:
  Authority authority_;
  TlsPeers peers_;
  std::shared_ptr<TlsContext> context_;
  TlsPeer peer_{peers_};
  FileDescriptor other_;
};

}  // namespace

TEST_CASE("what could not leave is given again, and the server has every byte once and in order") {
  Ends ends;
  std::string all;
  for (int i = 0; all.size() < 300'000; ++i) all += std::to_string(i) + ",";
  std::size_t written = 0;
  bool was_full = false;
  while (written < all.size()) {
    // In pieces of odd sizes, as an exchange gives them.
    std::vector<iovec> parts;
    for (std::size_t at = written; at < all.size() && parts.size() < 7;) {
      const std::size_t size = std::min<std::size_t>(all.size() - at, 9'973);
      parts.push_back({all.data() + at, size});
      at += size;
    }
    const ssize_t size = ends.stream.write(parts);
    if (size < 0) {
      REQUIRE(would_block(errno));
      was_full = true;
      ends.serve();
    } else {
      written += static_cast<std::size_t>(size);
    }
  }
  ends.serve();
  CHECK(was_full);
  CHECK(ends.peer().heard() == all);
}
