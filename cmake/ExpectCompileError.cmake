# cmake -DEXPECTED=<regex> -P ExpectCompileError.cmake -- <compiler command>
# Succeeds when the command fails and what it prints matches the regex.
set(command "")
set(after_dashes FALSE)
math(EXPR last "${CMAKE_ARGC} - 1")
foreach(i RANGE ${last})
  if(after_dashes)
    list(APPEND command "${CMAKE_ARGV${i}}")
  elseif(CMAKE_ARGV${i} STREQUAL "--")
    set(after_dashes TRUE)
  endif()
endforeach()

execute_process(COMMAND ${command} RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(result EQUAL 0)
  message(FATAL_ERROR "It compiled, but it should be refused with: ${EXPECTED}")
elseif(NOT output MATCHES "${EXPECTED}")
  message(FATAL_ERROR "It was refused, but not with the expected words: ${EXPECTED}\n${output}")
endif()
