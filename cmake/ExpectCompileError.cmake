# cmake -DEXPECTED=<regex> -P ExpectCompileError.cmake -- <compiler command>
# Succeeds when the command fails and what it prints matches the regex.
include("${CMAKE_CURRENT_LIST_DIR}/WordsAfterDashes.cmake")

execute_process(COMMAND ${words} RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(result EQUAL 0)
  message(FATAL_ERROR "It compiled, but it should be refused with: ${EXPECTED}")
elseif(NOT output MATCHES "${EXPECTED}")
  message(FATAL_ERROR "It was refused, but not with the expected words: ${EXPECTED}\n${output}")
endif()
