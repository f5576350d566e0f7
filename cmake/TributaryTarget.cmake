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
      # Clang 14 cannot put the signature that this check looks for before a coroutine.
      if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang" AND TRIBUTARY_SANITIZE MATCHES "undefined")
        target_compile_options(${target} PRIVATE -fno-sanitize=function)
      endif()
      target_link_options(${target} PRIVATE -fsanitize=${TRIBUTARY_SANITIZE})
    endif()
  endforeach()
endfunction()

# tributary_unity_groups(<target> <most>)
#
# For unity builds, ours or those of a project that embeds this one: a translation unit holds at most <most> sources, all of
# one folder. So names of one layer never meet those of another, and a changed source costs a part of its layer only.
function(tributary_unity_groups target most)
  set_target_properties(${target} PROPERTIES UNITY_BUILD_MODE GROUP)
  get_target_property(sources ${target} SOURCES)
  foreach(source IN LISTS sources)
    cmake_path(GET source PARENT_PATH folder)
    string(MAKE_C_IDENTIFIER "${folder}" folder)
    list(APPEND in_${folder} ${source})
    list(LENGTH in_${folder} count)
    math(EXPR number "(${count} - 1) / ${most}")
    set_source_files_properties(${source} PROPERTIES UNITY_GROUP ${folder}_${number})
  endforeach()
endfunction()
