# cmake -DMISSING=<what> -P skip.cmake: in place of a test that needs it.
set(reason "${MISSING} is not installed (scripts/install-packages compilers does that)")
if("$ENV{TRIBUTARY_SKIP_NOTHING}" STREQUAL "")
  message(STATUS "skipped: ${reason}")
else()
  message(FATAL_ERROR "${reason}")
endif()
