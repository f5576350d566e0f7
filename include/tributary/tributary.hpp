#pragma once

/// All of tributary but the Subscriber, which has a thread of its own: <tributary/transport/subscriber.hpp>.

#include <tributary/config.hpp>

#include <tributary/codec/decoded.hpp>
#include <tributary/codec/string_list.hpp>
#include <tributary/codec/text.hpp>
#include <tributary/commands/function.hpp>
#include <tributary/commands/pipeline_context.hpp>
#include <tributary/commands/scan_range.hpp>
#include <tributary/commands/script.hpp>
#include <tributary/commands/transaction.hpp>
#include <tributary/core/all.hpp>
#include <tributary/core/connections.hpp>
#include <tributary/core/coroutine.hpp>
#include <tributary/core/deferred_result.hpp>
#include <tributary/core/error.hpp>
#include <tributary/core/format.hpp>
#include <tributary/transport/client.hpp>
