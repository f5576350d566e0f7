# Compiles through ccache, if it is there, so that another clone of the project finds what this one has compiled: paths are
# taken relative to the project, and the folder of the build is no part of what is looked up.
find_program(TRIBUTARY_CCACHE_PROGRAM ccache)
mark_as_advanced(TRIBUTARY_CCACHE_PROGRAM)
if(TRIBUTARY_CCACHE_PROGRAM)
  set(CMAKE_CXX_COMPILER_LAUNCHER
    ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=1
    CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${TRIBUTARY_CCACHE_PROGRAM})
endif()
