#include <tributary/commands/client_info.hpp>

#include "support/catch.hpp"

#include <map>
#include <string>

using namespace tributary;
using namespace std::chrono_literals;

namespace {

ClientInfo client_from(std::string_view line) { return Codec<ClientInfo>::decode(line); }

}  // namespace

TEST_CASE("a line of Redis 7.0 fills every field that it has") {
  const ClientInfo info = client_from(
      "id=75 addr=127.0.0.1:5000 laddr=127.0.0.1:6379 fd=7 name=joe age=3 idle=1 flags=x db=2 sub=4 psub=5 ssub=6 "
      "multi=8 qbuf=26 qbuf-free=20448 argv-mem=10 multi-mem=11 rbs=16384 rbp=12 obl=13 oll=14 omem=15 tot-mem=37658 "
      "events=r cmd=client|info user=default redir=9 resp=3\n");
  CHECK(info == ClientInfo{.id = 75,
                           .addr = "127.0.0.1:5000",
                           .laddr = "127.0.0.1:6379",
                           .fd = 7,
                           .name = "joe",
                           .age = 3s,
                           .idle = 1s,
                           .flags = "x",
                           .db = 2,
                           .sub = 4,
                           .psub = 5,
                           .ssub = 6,
                           .multi = 8,
                           .qbuf = 26,
                           .qbuf_free = 20448,
                           .argv_mem = 10,
                           .multi_mem = 11,
                           .rbs = 16384,
                           .rbp = 12,
                           .obl = 13,
                           .oll = 14,
                           .omem = 15,
                           .tot_mem = 37658,
                           .events = "r",
                           .cmd = "client|info",
                           .user = "default",
                           .redir = 9,
                           .resp = 3,
                           .others = {}});
}

TEST_CASE("what a connection does not have is absent") {
  CHECK(client_from("id=1 name= multi=-1 cmd=NULL redir=-1") == ClientInfo{.id = 1, .others = {}});
}

TEST_CASE("fields that only later servers have are kept") {
  const ClientInfo info = client_from("id=1 watch=2 lib-name=x lib-ver=1.0 io-thread=0 tot-cmds=5 capa=");
  CHECK(info.watch == 2);
  CHECK(info.lib_name == "x");
  CHECK(info.lib_ver == "1.0");
  CHECK(info.others == std::map<std::string, std::string>{{"io-thread", "0"}, {"tot-cmds", "5"}, {"capa", ""}});
}

TEST_CASE("the path of a unix socket may have blanks") {
  const ClientInfo info = client_from("id=1 addr=/my folder/a  b.sock:0 laddr=/my folder/x:0 fd=7 name=");
  CHECK(info.addr == "/my folder/a  b.sock:0");
  CHECK(info.laddr == "/my folder/x:0");
  CHECK(info.fd == 7);
}

TEST_CASE("lines that describe no connection are refused") {
  for (const char* line :
       {"", "\n", "nonsense", "=5", " id=1", "id=x", "id=", "id=1 age=99999999999999999999", "id=1 =2"}) {
    INFO(line);
    CHECK_THROWS_AS(client_from(line), CodecError);
  }
}
