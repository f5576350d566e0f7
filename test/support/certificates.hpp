#pragma once

#include "support/temporary_folder.hpp"

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace tributary::test {

/// What is to stand in a certificate. Times count from now.
struct CertificateOptions {
  std::string common_name = "redis";
  std::vector<std::string> names{"DNS:localhost", "IP:127.0.0.1"};
  std::chrono::hours from{-24};
  std::chrono::hours to{24};
};

/// A certificate and its key, as PEM files.
struct CertificateFiles {
  std::string cert;
  std::string key;
};

/// An authority of its own, which issues certificates into a temporary folder. All of it ends with the object.
///
/// Errors: std::logic_error where the library is built without TLS
class Authority {
 public:
  explicit Authority(const std::string& common_name = "Test Authority");
  Authority(const Authority&) = delete;
  Authority& operator=(const Authority&) = delete;
  ~Authority();

  /// What those who trust it read.
  [[nodiscard]] const std::string& ca_file() const noexcept { return own_.cert; }
  CertificateFiles issue();
  CertificateFiles issue(const CertificateOptions& options);
  /// Puts a new one of this authority in the place of others.
  void issue_over(const CertificateFiles& files);

 private:
  struct Keys;

  void write_new(const CertificateOptions& options, const CertificateFiles& files);

  TemporaryFolder folder_;
  std::unique_ptr<Keys> keys_;
  CertificateFiles own_;
  int issued_ = 0;
};

}  // namespace tributary::test
