#include "link/server_words.hpp"

#include "support/catch.hpp"

#include <string>
#include <string_view>

using tributary::detail::is_about_identity;
using tributary::detail::is_temporary;
using tributary::detail::knows_no_resp3;
using tributary::detail::words_about_login;

TEST_CASE("an error about AUTH is told by its sentence when that is known, and nothing behind it") {
  CHECK(words_about_login("WRONGPASS invalid username-password pair or user is disabled.") ==
        "WRONGPASS invalid username-password pair or user is disabled.");
  CHECK(words_about_login("ERR unknown command 'AUTH', with args beginning with: 'hunter2' ") ==
        "ERR unknown command 'AUTH'");
  CHECK(words_about_login("ERR unknown command `AUTH`, with args beginning with: `hunter2`, ") ==
        "ERR unknown command `AUTH`");
}

TEST_CASE("an error about AUTH that is not known is told by its code, and nothing behind it") {
  const std::string_view error = GENERATE(values<std::string_view>({
      "ERR hunter2",
      "ERR aHVudGVyMg==",
      "ERR 2retnuh",
      "WRONGPASS no user has hunter2",
      "LOADING hunter2",
  }));
  const std::string shown = words_about_login(error);
  CHECK(shown == std::string{error.substr(0, error.find(' '))} +
                     ", in words that are not shown because they may repeat a secret");
}

TEST_CASE("an error about AUTH whose first word is no code is not told at all") {
  const std::string_view error = GENERATE("hunter2 is wrong", "hunter2", "", "HUNTER2 is wrong");
  CHECK(words_about_login(error) ==
        "an answer that is not OK, in words that are not shown because they may repeat a secret");
}

TEST_CASE("errors of a bad hour are told from those that time does not mend") {
  for (const std::string_view error :
       {"BUSY Redis is busy running a script.", "LOADING Redis is loading", "CLUSTERDOWN The cluster is down",
        "MASTERDOWN Link with MASTER is down", "MISCONF Redis is configured", "TRYAGAIN Multiple keys",
        "ERR max number of clients reached", "ERR max number of clients + cluster connections reached"}) {
    CHECK(is_temporary(error));
    CHECK_FALSE(is_about_identity(error));
  }
  for (const std::string_view error : {"NOAUTH Authentication required.", "WRONGPASS invalid", "NOPERM no", "ERR no",
                                       "MOVED 1 127.0.0.1:7000", "BUSYGROUP exists", "BUSYKEY exists", ""}) {
    CHECK_FALSE(is_temporary(error));
  }
  CHECK(is_about_identity("NOAUTH Authentication required."));
  CHECK(is_about_identity("WRONGPASS invalid"));
  CHECK_FALSE(is_about_identity("NOPERM this user has no permissions"));
}

TEST_CASE("a server without RESP3 is told from one that lets nobody in") {
  for (const std::string_view error :
       {"NOPROTO unsupported protocol version", "NOPROTO sorry, this protocol version is not supported",
        "ERR unknown command `HELLO`, with args beginning with: `3`, ", "ERR unknown command 'HELLO'"}) {
    CHECK(knows_no_resp3(error));
  }
  for (const std::string_view error :
       {"NOAUTH HELLO must be called with the client already authenticated", "WRONGPASS invalid", "LOADING wait",
        "ERR max number of clients reached", "ERR Protocol version is not an integer or out of range",
        "ERR Client names cannot contain spaces, newlines or special characters.", "NOPERM no", ""}) {
    CHECK_FALSE(knows_no_resp3(error));
  }
}
