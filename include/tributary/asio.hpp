#pragma once

/// tributary on Boost.Asio, and <tributary/tributary.hpp>. Needs Boost 1.81 or later; link tributary::asio.

#include <tributary/tributary.hpp>

#include <tributary/asio/async_client.hpp>
#include <tributary/asio/async_execute.hpp>
#include <tributary/asio/async_flush.hpp>
#include <tributary/asio/async_scan.hpp>
#include <tributary/asio/async_subscriber.hpp>
#include <tributary/asio/async_transaction.hpp>
#include <tributary/asio/async_wait.hpp>
#include <tributary/asio/wait.hpp>
