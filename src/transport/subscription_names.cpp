#include "transport/subscription_names.hpp"

#include "codec/argument_encoder.hpp"

#include <string_view>
#include <utility>

namespace tributary::detail {

namespace {

class NameCollector final : public ArgumentVisitor {
 public:
  explicit NameCollector(std::size_t count) { names_.reserve(count); }
  void visit(const Argument& argument) override {
    bytes_.clear();
    append_argument(bytes_, argument);
    std::string_view bulk = bytes_.view(0, bytes_.size());
    bulk.remove_prefix(bulk.find('\n') + 1);
    bulk.remove_suffix(2);
    names_.emplace_back(bulk);
  }
  std::vector<std::string> take() noexcept { return std::move(names_); }

 private:
  RequestBuffer bytes_;
  std::vector<std::string> names_;
};

}  // namespace

std::vector<std::string> names_of(const Arguments& list) {
  NameCollector names{list.size()};
  list.for_each(names);
  return names.take();
}

}  // namespace tributary::detail
