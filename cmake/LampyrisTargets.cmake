# SPDX-License-Identifier: Apache-2.0
# Flags shared by every target of the project, and the two functions that declare them.
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()

add_library(lampyris_flags INTERFACE)
target_include_directories(lampyris_flags INTERFACE ${PROJECT_SOURCE_DIR} ${PROJECT_BINARY_DIR}/generated)
target_compile_options(lampyris_flags INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wno-sign-conversion
                       -fno-math-errno)
if(NOT CMAKE_UNITY_BUILD)  # where what one file names for itself is seen by others
  target_compile_options(lampyris_flags INTERFACE -Wshadow)
endif()
if(LAMPYRIS_WERROR)
  target_compile_options(lampyris_flags INTERFACE -Werror)
endif()
# g++ 12 warns falsely of restrict-qualified overlap in assignments of literals to std::string.
target_compile_options(lampyris_flags INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)
if(LAMPYRIS_SANITIZE)
  target_compile_options(lampyris_flags INTERFACE $<IF:$<BOOL:$<TARGET_PROPERTY:LAMPYRIS_QUICK_TO_BUILD>>,-O0,-O1>
                         -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  # Instrumented code of the standard library (std::regex) makes g++ 12 warn falsely.
  target_compile_options(lampyris_flags INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
  target_link_options(lampyris_flags INTERFACE -fsanitize=address,undefined)
  target_compile_definitions(lampyris_flags INTERFACE _GLIBCXX_ASSERTIONS LAMPYRIS_SANITIZED)
endif()

if(LAMPYRIS_FUZZ)
  # What guides the harnesses is of no use in a unit test.
  target_compile_options(lampyris_flags INTERFACE
    $<$<NOT:$<BOOL:$<TARGET_PROPERTY:LAMPYRIS_UNIT_TEST>>>:-fsanitize=fuzzer-no-link> -Wno-pass-failed)
endif()

# lampyris_room(FOLDER LINKS target … [APART file …]): a static library of every source below a folder of the top level,
# lampyris_<FOLDER with _ for />, without "src_". In a unity build the unit is the folder, so that names in anonymous
# namespaces must be unique in it, whatever the files are called; files APART are compiled alone.
function(lampyris_room folder)
  cmake_parse_arguments(ARG "" "" "LINKS;APART" ${ARGN})
  string(REPLACE "/" "_" name ${folder})
  string(REGEX REPLACE "^src_" "" name ${name})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${folder}/*.cpp)
  add_library(lampyris_${name} STATIC ${sources})
  target_link_libraries(lampyris_${name} PUBLIC lampyris_flags ${ARG_LINKS})
  lampyris_unit_by_folder(lampyris_${name})
  foreach(file IN LISTS ARG_APART)
    set_source_files_properties(${PROJECT_SOURCE_DIR}/${folder}/${file} TARGET_DIRECTORY lampyris_${name}
                                PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
  endforeach()
endfunction()

function(lampyris_unit_by_folder target)
  set_target_properties(${target} PROPERTIES UNITY_BUILD_MODE GROUP)
  get_target_property(sources ${target} SOURCES)
  foreach(source IN LISTS sources)
    cmake_path(GET source PARENT_PATH folder)
    cmake_path(GET folder FILENAME unit)
    set_source_files_properties(${source} PROPERTIES UNITY_GROUP "${target}_${unit}")
  endforeach()
endfunction()

# Tests, harnesses and benches are nearly a hundred executables, which lld links in a quarter of the time. What they test is optimised;
# they themselves are quicker to compile than to optimise.
function(lampyris_quick_to_build target)
  target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O1>)
  if(LAMPYRIS_LLD)
    target_link_options(${target} PRIVATE -fuse-ld=lld)
  endif()
endfunction()
