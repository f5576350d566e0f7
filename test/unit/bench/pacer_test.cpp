#include "pacer.hpp"

#include "support/catch.hpp"

#include <chrono>

using tributary::bench::Pacer;
using namespace std::chrono_literals;

TEST_CASE("What is due at a rate is due at fixed times, however late it was asked for") {
  Pacer pacer;
  pacer.restart(1000);
  const auto first = pacer.next(10);
  CHECK(pacer.next(1) - first == 10ms);
  CHECK(pacer.next(1) - first == 11ms);
  CHECK(pacer.is_open_loop());
}

TEST_CASE("One of several callers has a part of the rate") {
  Pacer pacer;
  pacer.restart(1000);
  Pacer share = pacer.share(4);
  const auto first = share.next(1);
  CHECK(share.next(1) - first == 4ms);
}

TEST_CASE("Without a rate everything is due when it is asked for") {
  Pacer pacer;
  pacer.restart(0);
  const auto before = Pacer::Clock::now();
  CHECK(pacer.next(1'000'000) >= before);
  const auto due = pacer.next(1);
  CHECK(due <= Pacer::Clock::now());
  CHECK_FALSE(pacer.is_open_loop());
}
