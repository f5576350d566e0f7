#include <tributary/commands/sort_commands.hpp>

#include "commands/counts.hpp"
#include "commands/record.hpp"
#include "commands/rows.hpp"

namespace tributary {

using namespace detail;

namespace detail {

namespace {

/// Every pattern behind a GET of its own.
struct GetPatterns {
  const Arguments& patterns;
};

std::size_t argument_count(const GetPatterns& get) noexcept { return 2 * get.patterns.size(); }

void append(RequestBuffer& out, const GetPatterns& get) {
  class Writer final : public ArgumentVisitor {
   public:
    explicit Writer(RequestBuffer& out) noexcept : out_{out} {}
    void visit(const Argument& pattern) override {
      detail::append(out_, "GET");
      detail::append(out_, pattern);
    }

   private:
    RequestBuffer& out_;
  };
  Writer writer{out};
  get.patterns.for_each(writer);
}

}  // namespace

}  // namespace detail

namespace {

constexpr KeyRange kKeyAndStore{1, 1, 1, 0, KeyRange::Search::after_store};

constexpr CommandTable kSortRows{
    CommandRow{"SORT", -2, Access::write, Repeat::safe, kKeyAndStore},
    CommandRow{"SORT_RO", -2, Access::read, Repeat::safe, kKeyAndStore},
};

/// SORT with STORE writes, and its destination may be what is sorted.
constexpr CommandRow kSortAndStore = kSortRows["SORT"].with(Repeat::unsafe);

/// What stands before the patterns of GET.
Words sort_words(std::string_view verb, const SortOptions& options) {
  Words words;
  if (!options.by.empty()) words.add("BY", options.by);
  add_limit(words, verb, options.offset, options.count);
  if (options.order == ElementOrder::descending) words.add("DESC");
  if (options.alpha) words.add("ALPHA");
  return words;
}

void require_columns(std::string_view verb, const Arguments& patterns, std::size_t columns) {
  if (patterns.size() == columns) return;
  throw std::invalid_argument{
      fmt::format("{}: {} patterns of GET, but {} types of values", verb, patterns.size(), columns)};
}

}  // namespace

std::span<const CommandRow> detail::sort_command_rows() noexcept { return kSortRows.rows(); }

void detail::require_rows_of(const ReplyView& reply, std::size_t size) {
  require_array(reply);
  if (reply.size() % size != 0) throw_unexpected_reply(fmt::format("an array of rows of {}", size), reply);
}

SlotHandle SortCommands::sort_as(const ResultType& type, std::string_view key, const SortOptions& options) {
  return record_as(*this, type, kSortRows["SORT"], key, sort_words("SORT", options));
}

SlotHandle SortCommands::sort_get_as(const ResultType& type, std::size_t columns, std::string_view key,
                                     const Arguments& patterns, const SortOptions& options) {
  require_columns("SORT", patterns, columns);
  return record_as(*this, type, kSortRows["SORT"], key, sort_words("SORT", options), GetPatterns{patterns});
}

DeferredResult<std::int64_t> SortCommands::sort_get_store(std::string_view destination, std::string_view key,
                                                          Arguments patterns, const SortOptions& options) {
  require_some(patterns, "SORT", "pattern of GET");
  return record<std::int64_t>(*this, kSortAndStore, key, sort_words("SORT", options), GetPatterns{patterns}, "STORE",
                              destination);
}

SlotHandle SortCommands::sort_ro_as(const ResultType& type, std::string_view key, const SortOptions& options) {
  return record_as(*this, type, kSortRows["SORT_RO"], key, sort_words("SORT_RO", options));
}

SlotHandle SortCommands::sort_ro_get_as(const ResultType& type, std::size_t columns, std::string_view key,
                                        const Arguments& patterns, const SortOptions& options) {
  require_columns("SORT_RO", patterns, columns);
  return record_as(*this, type, kSortRows["SORT_RO"], key, sort_words("SORT_RO", options), GetPatterns{patterns});
}

DeferredResult<std::int64_t> SortCommands::sort_store(std::string_view destination, std::string_view key,
                                                      const SortOptions& options) {
  return record<std::int64_t>(*this, kSortAndStore, key, sort_words("SORT", options), "STORE", destination);
}

}  // namespace tributary
