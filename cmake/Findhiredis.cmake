# Yields the target hiredis::hiredis, whoever packaged hiredis.
#
# hiredis exports that target itself from 1.0.1 on. Debian 12 has 0.14.1, whose HiredisConfig.cmake has no target, so
# there the header and the library are looked up here. Written to work both in this project and from its installed package.
find_package(hiredis ${hiredis_FIND_VERSION} CONFIG QUIET)
if(TARGET hiredis::hiredis)
  set(hiredis_FOUND TRUE)
  return()
endif()

find_path(hiredis_INCLUDE_DIR hiredis/hiredis.h)
find_library(hiredis_LIBRARY hiredis)
mark_as_advanced(hiredis_INCLUDE_DIR hiredis_LIBRARY)

unset(hiredis_VERSION)
if(hiredis_INCLUDE_DIR)
  file(STRINGS "${hiredis_INCLUDE_DIR}/hiredis/hiredis.h" hiredis_version_lines
    REGEX "define HIREDIS_(MAJOR|MINOR|PATCH) ")
  string(REGEX MATCHALL "[0-9]+" hiredis_VERSION "${hiredis_version_lines}")
  list(JOIN hiredis_VERSION "." hiredis_VERSION)
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(hiredis
  REQUIRED_VARS hiredis_LIBRARY hiredis_INCLUDE_DIR
  VERSION_VAR hiredis_VERSION)

if(hiredis_FOUND)
  add_library(hiredis::hiredis UNKNOWN IMPORTED)
  set_target_properties(hiredis::hiredis PROPERTIES
    IMPORTED_LOCATION "${hiredis_LIBRARY}"
    INTERFACE_INCLUDE_DIRECTORIES "${hiredis_INCLUDE_DIR}")
endif()
