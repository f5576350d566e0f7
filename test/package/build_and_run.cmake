# cmake -P build_and_run.cmake -- -S <source> -B <build> <more arguments of the configuration>
set(arguments "")
foreach(i RANGE 4 ${CMAKE_ARGC})
  list(APPEND arguments "${CMAKE_ARGV${i}}")
endforeach()
list(FIND arguments -B at)
math(EXPR at "${at} + 1")
list(GET arguments ${at} build)

execute_process(COMMAND ${CMAKE_COMMAND} ${arguments} COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${CMAKE_COMMAND} --build ${build} COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${build}/consumer COMMAND_ERROR_IS_FATAL ANY)
