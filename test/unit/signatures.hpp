#pragma once

// A header as applications write them: signatures, and a codec of their own, with <tributary/fwd.hpp> alone.

#include <tributary/fwd.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace signatures {

struct Page;      // a model
struct Visitors;  // a keyspace
struct Color {
  int hue = 0;
};

tributary::DeferredResult<std::int64_t> count_visit(tributary::Commands& redis, std::string_view page);
tributary::DeferredResult<bool> visit(tributary::PipelineContext& pipe, const Visitors& visitors, std::string_view who);
tributary::DeferredResult<std::optional<Page>> load_page(tributary::Commands& redis, const tributary::Argument& id);
std::vector<tributary::DeferredResult<std::optional<Page>>> load_pages(tributary::Commands& redis,
                                                                       tributary::Arguments ids);
tributary::DeferredResult<Color> color_of(tributary::Commands& redis, std::string_view page);
std::string name_of(const tributary::Client& client);
void listen(tributary::Subscriber& subscriber, const tributary::SubscriberMessage& message);
void name(tributary::Connections& connections, const tributary::Deployment& client);
std::size_t execute(tributary::PipelineContext& pipe, tributary::Errors errors);
void serve(tributary::AsyncClient& redis, tributary::AsyncSubscriber& news,
           const tributary::AsyncClientOptions& options);
void observe(const std::shared_ptr<tributary::Observer>& observer, const tributary::ExecuteOptions& options);

}  // namespace signatures

template <>
struct tributary::Codec<signatures::Color> {
  static void encode(const signatures::Color& color, ByteWriter& out);
  static signatures::Color decode(std::string_view bytes);
};
