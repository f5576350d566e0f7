# cmake -DWITH_REDIS=<scripts/with-redis> [-DINSTALL=ON] -P build_and_run.cmake -- -S <source> -B <build> <more arguments>
#
# Configures, builds and runs the consumer in <source> on a private server. INSTALL: installs it and runs that, after the
# folder of the build has gone, in which it must not find anything any more.
set(arguments "")
set(after_dashes FALSE)
math(EXPR last "${CMAKE_ARGC} - 1")
foreach(i RANGE ${last})
  if(after_dashes)
    list(APPEND arguments "${CMAKE_ARGV${i}}")
  elseif(CMAKE_ARGV${i} STREQUAL "--")
    set(after_dashes TRUE)
  endif()
endforeach()
list(FIND arguments -B at)
math(EXPR at "${at} + 1")
list(GET arguments ${at} build)

execute_process(COMMAND ${CMAKE_COMMAND} ${arguments} COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${CMAKE_COMMAND} --build ${build} COMMAND_ERROR_IS_FATAL ANY)
set(consumer "${build}/consumer")
if(INSTALL)
  file(REMOVE_RECURSE "${build}.installed")
  execute_process(COMMAND ${CMAKE_COMMAND} --install ${build} --prefix "${build}.installed" COMMAND_ERROR_IS_FATAL ANY)
  file(REMOVE_RECURSE "${build}")
  set(consumer "${build}.installed/bin/consumer")
endif()
execute_process(COMMAND ${WITH_REDIS} 1 ${consumer} COMMAND_ERROR_IS_FATAL ANY)
