# Install rules: the library and its headers, the CMake package with the Findhiredis.cmake it needs, and a .pc file.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/tributary")

install(TARGETS tributary EXPORT tributaryTargets FILE_SET HEADERS)
if(TARGET tributary_asio)
  install(TARGETS tributary_asio EXPORT tributaryTargets)
endif()
install(EXPORT tributaryTargets NAMESPACE tributary:: DESTINATION "${package_dir}")

configure_package_config_file("${CMAKE_CURRENT_LIST_DIR}/tributaryConfig.cmake.in" tributaryConfig.cmake
  INSTALL_DESTINATION "${package_dir}"
  NO_SET_AND_CHECK_MACRO)
# Before 1.0 a minor version may break its users.
write_basic_package_version_file(tributaryConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(
  FILES
    "${CMAKE_CURRENT_BINARY_DIR}/tributaryConfig.cmake"
    "${CMAKE_CURRENT_BINARY_DIR}/tributaryConfigVersion.cmake"
    "${CMAKE_CURRENT_LIST_DIR}/Findhiredis.cmake"
  DESTINATION "${package_dir}")

# The prefix is written relative to the .pc file itself, so `cmake --install --prefix` may choose it.
cmake_path(IS_ABSOLUTE CMAKE_INSTALL_LIBDIR libdir_is_absolute)
if(libdir_is_absolute)
  set(pc_prefix "${CMAKE_INSTALL_PREFIX}")
else()
  file(RELATIVE_PATH pc_prefix "/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/")
  string(REGEX REPLACE "/$" "" pc_prefix "${pc_prefix}")
  string(PREPEND pc_prefix "\${pcfiledir}/")
endif()
cmake_path(APPEND pc_libdir "\${prefix}" "${CMAKE_INSTALL_LIBDIR}")
cmake_path(APPEND pc_includedir "\${prefix}" "${CMAKE_INSTALL_INCLUDEDIR}")
# Not by OpenSSL's own .pc file: with --static, which asks for what a static tributary needs, that names libraries which
# only a static OpenSSL needs and which nobody else has to have installed.
set(pc_tls "")
if(TRIBUTARY_HAS_TLS)
  set(pc_tls " -lssl -lcrypto")
endif()
set(pc_cflags "")
if(library_type STREQUAL "SHARED_LIBRARY")
  string(APPEND pc_cflags " -DTRIBUTARY_SHARED")
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang" AND NOT TRIBUTARY_HAS_STOP_TOKEN)
  string(APPEND pc_cflags " -fexperimental-library")
endif()
configure_file("${CMAKE_CURRENT_LIST_DIR}/tributary.pc.in" tributary.pc @ONLY)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/tributary.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
