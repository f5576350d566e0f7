# cmake -DWITH_REDIS=<scripts/with-redis> [-DINSTALL=ON] -P build_and_run.cmake -- -S <source> -B <build> <more arguments>
#
# Configures, builds and runs the consumer in <source> on a private server. INSTALL: installs it and runs that, after the
# folder of the build has gone, in which it must not find anything any more.
include("${CMAKE_CURRENT_LIST_DIR}/../../cmake/WordsAfterDashes.cmake")
list(FIND words -B at)
math(EXPR at "${at} + 1")
list(GET words ${at} build)

execute_process(COMMAND ${CMAKE_COMMAND} ${words} COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${CMAKE_COMMAND} --build ${build} COMMAND_ERROR_IS_FATAL ANY)
set(consumer "${build}/consumer")
if(INSTALL)
  file(REMOVE_RECURSE "${build}.installed")
  execute_process(COMMAND ${CMAKE_COMMAND} --install ${build} --prefix "${build}.installed" COMMAND_ERROR_IS_FATAL ANY)
  file(REMOVE_RECURSE "${build}")
  set(consumer "${build}.installed/bin/consumer")
endif()
execute_process(COMMAND ${WITH_REDIS} 1 ${consumer} COMMAND_ERROR_IS_FATAL ANY)
