#include "transport/sentinel_watch.hpp"

#include "support/catch.hpp"

using tributary::detail::new_master_of;
using tributary::detail::Place;

TEST_CASE("a message of +switch-master names the new master") {
  CHECK(new_master_of("mymaster 10.0.0.1 6379 10.0.0.2 6380", "mymaster") == Place{"10.0.0.2", 6380});
  CHECK(new_master_of("mymaster ::1 6379 fe80::1 6380", "mymaster") == Place{"fe80::1", 6380});
}

TEST_CASE("a message about another master, or of another form, names none") {
  for (const char* message : {"other 10.0.0.1 6379 10.0.0.2 6380", "", "mymaster", "mymaster 10.0.0.1 6379 10.0.0.2",
                              "mymaster 10.0.0.1 6379 10.0.0.2 0", "mymaster 10.0.0.1 6379 10.0.0.2 65536",
                              "mymaster 10.0.0.1 6379 10.0.0.2 x", "mymaster 10.0.0.1 6379 10.0.0.2 6380 more",
                              "mymaster  6379 10.0.0.2 6380"}) {
    CAPTURE(message);
    CHECK(new_master_of(message, "mymaster") == std::nullopt);
  }
}
