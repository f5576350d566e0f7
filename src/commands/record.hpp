#pragma once

// The way of a command from its function to the tape. A group's file reads like this:
//
//   constexpr CommandTable kStringRows{CommandRow{"INCRBY", 3, Access::write, Repeat::unsafe, kOneKey}, ...};
//
//   DeferredResult<std::int64_t> StringCommands::incrby(std::string_view key, std::int64_t by) {
//     return record<std::int64_t>(*this, kStringRows["INCRBY"], key, by);
//   }

#include <tributary/commands/commands.hpp>

#include "codec/argument_encoder.hpp"
#include "core/command_row.hpp"
#include "core/recording.hpp"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <memory>
#include <span>
#include <stdexcept>
#include <string_view>
#include <type_traits>

namespace tributary::detail {

struct CommandAccess {
  static Context* context(Commands& commands) noexcept { return commands.context_; }
  static const std::shared_ptr<Executor>& executor(Commands& commands) noexcept { return commands.executor_; }
};

/// The rows of one group, looked up by name at compile time: a command without a row does not compile.
template <std::size_t N>
class CommandTable {
 public:
  template <class... Rows>
  consteval explicit CommandTable(const Rows&... rows) : rows_{rows...} {}

  consteval const CommandRow& operator[](std::string_view verb) const {
    for (const CommandRow& row : rows_) {
      if (row.verb == verb) return row;
    }
    throw "this command has no row in the table of its group";
  }

  constexpr std::span<const CommandRow> rows() const noexcept { return rows_; }

 private:
  std::array<CommandRow, N> rows_;
};

template <class... Rows>
CommandTable(const Rows&...) -> CommandTable<sizeof...(Rows)>;

/// The optional words of a command: `Words words; words.add("EX", seconds);`. Views, like every Argument.
class Words {
 public:
  static constexpr std::size_t kCapacity = 16;

  Words() noexcept {}  // NOLINT(modernize-use-equals-default): a defaulted one would be deleted by the union

  template <SingleArgument... T>
  void add(const T&... words) {
    if (size_ + sizeof...(words) > kCapacity) throw std::length_error{"a command has more optional words than planned"};
    (std::construct_at(&words_[size_++], words), ...);
  }
  std::size_t size() const noexcept { return size_; }
  std::span<const Argument> all() const noexcept { return {words_.data(), size_}; }

 private:
  // Not constructed before they are used: most commands have no options, and pay nothing for them.
  union {
    std::array<Argument, kCapacity> words_;
  };
  std::size_t size_ = 0;
};

/// Arguments whose size is known before they are written: a command of only those asks for room once.
template <class T>
concept PlainArgument = std::convertible_to<const T&, std::string_view> || Number<T> || std::same_as<T, double>;

template <PlainArgument T>
constexpr std::size_t argument_count(const T&) noexcept {
  return 1;
}
inline std::size_t argument_count(const Argument&) noexcept { return 1; }
inline std::size_t argument_count(const Words& words) noexcept { return words.size(); }
inline std::size_t argument_count(std::span<const Argument> list) noexcept { return list.size(); }

template <PlainArgument T>
std::size_t room_for(const T& value) noexcept {
  if constexpr (Number<T>) {
    return kMaxHeader + kMaxInteger + 2;
  } else if constexpr (std::same_as<T, double>) {
    return kMaxHeader + kMaxDouble + 2;
  } else {
    return kMaxHeader + std::string_view{value}.size() + 2;
  }
}

template <PlainArgument T>
char* write_plain(char* out, const T& value) noexcept {
  if constexpr (Number<T>) {
    return write_integer(out, value);
  } else if constexpr (std::same_as<T, double>) {
    return write_double(out, value);
  } else {
    return write_bulk(out, value);
  }
}

template <PlainArgument T>
void append(RequestBuffer& out, const T& value) {
  out.commit(write_plain(out.room(room_for(value)), value));
}
inline void append(RequestBuffer& out, const Argument& value) { append_argument(out, value); }
template <std::derived_from<ErasedArguments> List>
void append(RequestBuffer& out, const List& list) {
  append_arguments(out, list, argument_count(list));
}
inline void append(RequestBuffer& out, std::span<const Argument> list) { append_arguments(out, list); }
inline void append(RequestBuffer& out, const Words& words) { append(out, words.all()); }

template <class... Args>
void write_command(RequestBuffer& out, const CommandPrefix& prefix, const Args&... args) {
  constexpr std::size_t kRoom = CommandPrefix::kCapacity + kMaxHeader;
  const std::size_t count = (argument_count(args) + ... + 0);
  if constexpr ((PlainArgument<Args> && ...)) {
    char* end = write_prefix(out.room((room_for(args) + ... + kRoom)), prefix, count);
    ((end = write_plain(end, args)), ...);
    out.commit(end);
  } else {
    out.commit(write_prefix(out.room(kRoom), prefix, count));
    (append(out, args), ...);
  }
}

/// How a command of these arguments is recorded: writing plain ones calls nobody's code.
template <class... Args>
using RecordingOf = std::conditional_t<(PlainArgument<Args> && ...), Recording, GuardedRecording>;

template <class... Args>
SlotHandle record_in(Context& context, const ResultType& type, const CommandRow& row, const Args&... args) {
  RecordingOf<Args...> recording{context, row.verb};
  write_command(recording.out(), row.prefix, args...);
  SlotHandle slot{recording.finish(type, &row)};
  recording.flush_when_due();
  return slot;
}

/// Whether a command that is called on a client may leave in one batch with others that are started at the same moment:
/// not when it blocks, or when what it needs is decided for a batch that is one command.
enum class Merging : bool { alone, with_others };

/// For a client: records in a context of its own, and executes that. The call to the server costs more than this one.
using RecordInto = SlotHandle (*)(void* record, Context& context);
SlotHandle run_at_once(const std::shared_ptr<Executor>& executor, Merging merging, void* record,
                       RecordInto record_into);

template <class Record>
[[gnu::always_inline]] inline SlotHandle record_or_run(Commands& commands, Record&& record,
                                                       Merging merging = Merging::with_others) {
  if (Context* context = CommandAccess::context(commands)) [[likely]]
    return record(*context);
  return run_at_once(CommandAccess::executor(commands), merging, &record, [](void* function, Context& context) {
    return (*static_cast<std::remove_reference_t<Record>*>(function))(context);
  });
}

/// Records a command, or runs it when `commands` is a client. Inlined, as it only decides.
template <class... Args>
[[gnu::always_inline]] inline SlotHandle record_as(Commands& commands, const ResultType& type, const CommandRow& row,
                                                   const Args&... args) {
  return record_or_run(commands, [&](Context& context) { return record_in(context, type, row, args...); });
}

/// For a group: `self` is the group's `*this`.
template <class Group, class... Args>
[[gnu::always_inline]] inline SlotHandle record_as(Group& self, const ResultType& type, const CommandRow& row,
                                                   const Args&... args) {
  return record_as(static_cast<Commands&>(self), type, row, args...);
}

/// A command whose reply is an R by R's own codec.
template <class R, class Group, class... Args>
DeferredResult<R> record(Group& self, const CommandRow& row, const Args&... args) {
  return deferred<R>(record_as(static_cast<Commands&>(self), result_type<R>, row, args...));
}

/// A command whose reply `from_reply` turns into an R.
template <auto from_reply, class Group, class... Args>
auto record_with(Group& self, const CommandRow& row, const Args&... args) {
  using R = std::invoke_result_t<decltype(from_reply), const ReplyView&>;
  return deferred<R>(record_as(static_cast<Commands&>(self), custom_result_type<R, from_reply>, row, args...));
}

/// A command that may keep the server from answering for `time`: it gets so much longer, and a connection of its own.
template <class Group, class... Args>
SlotHandle record_blocking_as(Group& self, const ResultType& type, const CommandRow& row,
                              std::chrono::milliseconds time, const Args&... args) {
  return record_or_run(
      static_cast<Commands&>(self),
      [&](Context& context) {
        RecordingOf<Args...> recording{context, row.verb};
        write_command(recording.out(), row.prefix, args...);
        recording.blocks_for(time);
        SlotHandle slot{recording.finish(type, &row)};
        recording.flush_when_due();
        return slot;
      },
      Merging::alone);
}
template <class R, class Group, class... Args>
DeferredResult<R> record_blocking(Group& self, const CommandRow& row, std::chrono::milliseconds time,
                                  const Args&... args) {
  return deferred<R>(record_blocking_as(self, result_type<R>, row, time, args...));
}

/// std::invalid_argument unless a blocking command may wait so long: not for ever, which Redis means by 0.
inline void require_finite_wait(std::string_view verb, std::chrono::milliseconds time) {
  constexpr std::chrono::hours kLongest{24 * 24};  // what poll() can count in milliseconds, in whole days
  if (time.count() > 0 && time <= kLongest) return;
  throw std::invalid_argument{
      fmt::format("{} cannot wait for {} ms: the timeout is from 1 ms to {} ms, and Redis' 0, "
                  "for ever, is not offered",
                  verb, time.count(), std::chrono::milliseconds{kLongest}.count())};
}
/// A timeout as BLPOP and its like take it, checked: seconds, with a fraction.
inline double blocking_seconds(std::string_view verb, std::chrono::milliseconds time) {
  require_finite_wait(verb, time);
  return static_cast<double>(time.count()) / 1000;
}

/// std::invalid_argument for an empty list: "HDEL needs at least one field".
inline void require_some(const ErasedArguments& list, std::string_view verb, std::string_view what) {
  if (list.empty()) throw std::invalid_argument{std::string{verb} + " needs at least one " + std::string{what}};
}

}  // namespace tributary::detail
