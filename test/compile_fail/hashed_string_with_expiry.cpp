#include <tributary/keyspace/hashed_string.hpp>

using namespace tributary;
using namespace std::chrono_literals;

auto size(const HashedString<Keyspace{"E", {.expiry = 1h}}>& emails) { return emails.size(); }
