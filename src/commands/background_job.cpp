#include <tributary/commands/background_job.hpp>

namespace tributary {

BackgroundJob Codec<BackgroundJob>::from_reply(const ReplyView& reply) {
  // "Background saving started", "Background append only file rewriting scheduled", ...
  if (reply.kind() == ReplyKind::status && reply.text().ends_with(" started")) return BackgroundJob::started;
  if (reply.kind() == ReplyKind::status && reply.text().ends_with(" scheduled")) return BackgroundJob::scheduled;
  throw_unexpected_reply("a status that ends with \"started\" or \"scheduled\"", reply);
}

}  // namespace tributary
