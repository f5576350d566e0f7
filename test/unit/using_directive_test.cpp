// An application writer's file: own types of everyday names at global scope, and `using namespace tributary` beside
// `using namespace std`. A name of the library that is one of these is ambiguous here. An executable of its own, as its
// types are in no namespace.

#include <tributary/codec/enum_names.hpp>
#include <tributary/codec/json.hpp>
#include <tributary/codec/message_pack.hpp>
#include <tributary/codec/text.hpp>
#include <tributary/keyspaces.hpp>
#include <tributary/models.hpp>
#include <tributary/transport/subscriber.hpp>
#include <tributary/tributary.hpp>

#include "support/catch.hpp"
#include "support/scripted_executor.hpp"

#include <atomic>
#include <string>
#include <tuple>

struct Account {};
struct Address {};
struct Aggregate {};
struct BackgroundJob {};
struct Batch {};
struct Buffer {};
struct Cache {};
struct Cart {};
struct Category {};
struct Channel {};
struct Command {};
struct Compare {};
struct Config {};
struct Connection {};
struct Context {};
struct Customer {};
struct Database {};
struct Date {};
struct Document {};
struct Duration {};
struct Entry {};
struct Error {};
struct Event {};
struct File {};
struct Filter {};
struct Function {};
struct Group {};
struct Handler {};
struct Id {};
struct Index {};
struct Item {};
struct Job {};
struct Key {};
struct Kind {};
struct Limits {};
struct Location {};
struct Lock {};
struct Logger {};
struct Member {};
struct Message {};
struct Mode {};
struct Name {};
struct Node {};
struct Number {};
struct Options {};
struct Outcome {};
struct Overflow {};
struct Page {};
struct Pair {};
struct Path {};
struct Payload {};
struct Pipeline {};
struct Point {};
struct Position {};
struct Price {};
struct Product {};
struct Query {};
struct Queue {};
struct Range {};
struct Reader {};
struct Record {};
struct Reply {};
struct Request {};
struct Response {};
struct Result {};
struct Role {};
struct Score {};
struct Server {};
struct Service {};
struct Session {};
struct Settings {};
struct Slot {};
struct State {};
struct Status {};
struct Table {};
struct Tag {};
struct Task {};
struct Text {};
struct Time {};
struct Token {};
struct Transaction {};
struct Type {};
struct Unit {};
struct User {};
struct Value {};
struct Version {};
struct Writer {};

enum class Order : int { placed, paid };

using namespace std;        // NOLINT(google-build-using-namespace): what an application may write
using namespace tributary;  // NOLINT(google-build-using-namespace)

using Everyday =
    std::tuple<Account, Address, Aggregate, BackgroundJob, Batch, Buffer, Cache, Cart, Category, Channel, Command,
               Compare, Config, Connection, Context, Customer, Database, Date, Document, Duration, Entry, Error, Event,
               File, Filter, Function, Group, Handler, Id, Index, Item, Job, Key, Kind, Limits, Location, Lock, Logger,
               Member, Message, Mode, Name, Node, Number, Options, Order, Outcome, Overflow, Page, Pair, Path, Payload,
               Pipeline, Point, Position, Price, Product, Query, Queue, Range, Reader, Record, Reply, Request, Response,
               Result, Role, Score, Server, Service, Session, Settings, Slot, State, Status, Table, Tag, Task, Text,
               Time, Token, Transaction, Type, Unit, User, Value, Version, Writer>;

TEST_CASE("an application's own types of everyday names stand beside `using namespace tributary`") {
  STATIC_REQUIRE(std::tuple_size_v<Everyday> > 80);

  atomic<int> orders = 0;  // std's
  tributary::test::ScriptedClient redis;
  redis.reply("+OK\r\n+QUEUED\r\n+QUEUED\r\n*2\r\n+OK\r\n*1\r\n$1\r\na\r\n");
  PipelineContext pipe{redis, atomically};
  auto saved = pipe.set("order", Order::paid);
  auto best = pipe.zrange("best", 0, 0, ElementOrder::descending);
  pipe.on_execute([&] { ++orders; });
  pipe.execute();
  CHECK(saved.ready());
  CHECK(best->size() == 1);
  CHECK(orders == 1);
}
