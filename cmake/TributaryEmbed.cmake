# tributary_embed(<target> <name> <file> [<name> <file>...])
#
# Puts files into the program, under names by which embedded_file() finds them (bench/embedded_file.hpp). They are read
# when the target is built, and again when one has changed.
function(tributary_embed target)
  set(output ${CMAKE_CURRENT_BINARY_DIR}/${target}_embedded.cpp)
  set(files ${ARGN})
  list(LENGTH ARGN last)
  math(EXPR last "${last} - 2")
  foreach(i RANGE ${last} 0 -2)
    list(REMOVE_AT files ${i})
  endforeach()
  add_custom_command(OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -DOUTPUT=${output} -P ${PROJECT_SOURCE_DIR}/cmake/EmbedFiles.cmake -- ${ARGN}
    DEPENDS ${files} ${PROJECT_SOURCE_DIR}/cmake/EmbedFiles.cmake VERBATIM)
  target_sources(${target} PRIVATE ${output})
  set_source_files_properties(${output} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
endfunction()
