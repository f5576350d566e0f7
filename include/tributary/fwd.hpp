#pragma once

/// What a header of signatures needs, at a small part of what <tributary/tributary.hpp> costs. The source file includes
/// that.
///
///     struct User;       // a model
///     struct Followers;  // a keyspace
///
///     tributary::DeferredResult<std::int64_t> count_visit(tributary::Commands& redis, std::string_view page);
///     tributary::DeferredResult<std::optional<User>> owner_of(tributary::Commands& redis, const Followers& list);
///
/// Models and keyspaces are classes of the application, which it declares itself; Model<User>, or Hash<"session">, need
/// their headers. A Codec can be specialised with this header alone when its functions are defined in a source file.

#include <tributary/config.hpp>

#include <cstdint>

namespace tributary {

// resp, codec
class ReplyView;
class ByteWriter;
template <class T>
struct Codec;
class Argument;
class Arguments;
class ArgumentPairs;
class KeyList;
class KeyValues;

// core
template <class T>
class DeferredResult;
struct Ok;
class Pipe;
template <class T>
class Borrowed;
class Connections;
class Observer;
struct ClientStatistics;
class Deployment;
struct ErrorInfo;
enum class Errors : std::uint8_t;
enum class ErrorKind : std::uint8_t;
struct PipelineOptions;
struct ExecuteOptions;

// commands
class Commands;
class PipelineContext;
struct Atomically;
enum class Exists : std::uint8_t;
template <class T>
class ScanRange;
struct SetOptions;
class FunctionLibrary;

// transport
class Client;
struct ClientOptions;
struct Credentials;
class CredentialsProvider;
struct TlsOptions;
class Subscriber;
struct SubscriberOptions;
struct SubscriberMessage;
class StopOn;

// asio
class AsyncClient;
struct AsyncClientOptions;
class AsyncSubscriber;
struct AsyncSubscriberOptions;

// keyspace
struct Keyspace;

}  // namespace tributary
