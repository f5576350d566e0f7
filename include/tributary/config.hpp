#pragma once

// The one error for whoever forgot the standard: compilers stop at a header that is not there, but go on after #error.
#if __cplusplus < 202002L
#include <tributary needs C++20: compile with -std=c++20>
#endif

/// The only macros of the public headers. TRIBUTARY_SHARED and TRIBUTARY_BUILDING are set by the build system.
#if defined(TRIBUTARY_SHARED)
#define TRIBUTARY_API [[gnu::visibility("default")]]
#else
#define TRIBUTARY_API
#endif

#define TRIBUTARY_VERSION_MAJOR 0
#define TRIBUTARY_VERSION_MINOR 1
#define TRIBUTARY_VERSION_PATCH 0
