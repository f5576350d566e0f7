#include <tributary/commands/background_write.hpp>

namespace tributary {

BackgroundWrite Codec<BackgroundWrite>::from_reply(const ReplyView& reply) {
  // "Background saving started", "Background append only file rewriting scheduled", ...
  if (reply.kind() == ReplyKind::status && reply.text().ends_with(" started")) return BackgroundWrite::started;
  if (reply.kind() == ReplyKind::status && reply.text().ends_with(" scheduled")) return BackgroundWrite::scheduled;
  throw_unexpected_reply("a status that ends with \"started\" or \"scheduled\"", reply);
}

}  // namespace tributary
