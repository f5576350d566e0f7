# tributary_own_target(<target>...)
#
# Everything that only the project's own code is held to: no extensions, warnings, sanitizers, checked standard
# library. All of it is PRIVATE, so none of it reaches those who link the library.
function(tributary_own_target)
  foreach(target IN LISTS ARGN)
    set_target_properties(${target} PROPERTIES CXX_EXTENSIONS OFF)
    target_compile_features(${target} PRIVATE cxx_std_20)
    if(PROJECT_IS_TOP_LEVEL)
      target_compile_options(${target} PRIVATE
        -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion
        -Wnon-virtual-dtor -Wold-style-cast -Woverloaded-virtual
        $<$<BOOL:${TRIBUTARY_WARNINGS_AS_ERRORS}>:-Werror>)
      # Assertions only, not _GLIBCXX_DEBUG: the layout of containers stays, so that all objects can be linked together.
      target_compile_definitions(${target} PRIVATE $<$<CONFIG:Debug>:_GLIBCXX_ASSERTIONS>)
    endif()
    if(TRIBUTARY_SANITIZE)
      # GCC 12 takes instrumented moves, such as those in <functional>, for reads of uninitialised memory.
      target_compile_options(${target} PRIVATE
        -fsanitize=${TRIBUTARY_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer
        $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
      target_link_options(${target} PRIVATE -fsanitize=${TRIBUTARY_SANITIZE})
    endif()
  endforeach()
endfunction()
