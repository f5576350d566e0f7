# cmake -DEXPECTED=<file> -P ExpectOutput.cmake -- <command>
# Succeeds when the command does, and prints to its standard output what the file holds. Without the file the exit code
# is enough.
include("${CMAKE_CURRENT_LIST_DIR}/WordsAfterDashes.cmake")

execute_process(COMMAND ${words} RESULT_VARIABLE result OUTPUT_VARIABLE output)
message("${output}")
if(NOT result EQUAL 0)
  message(FATAL_ERROR "It ended with ${result}.")
endif()
if(EXISTS "${EXPECTED}")
  file(READ "${EXPECTED}" expected)
  if(NOT output STREQUAL expected)
    message(FATAL_ERROR "It printed something else than ${EXPECTED}:\n${expected}")
  endif()
endif()
