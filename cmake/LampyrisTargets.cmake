# Flags shared by every target of the project, and the two functions that declare them.
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()
set(CMAKE_CXX_FLAGS_RELEASE "-O3 -DNDEBUG")

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
  target_compile_options(lampyris_flags INTERFACE -O1 -fsanitize=address,undefined -fno-sanitize-recover=all
                         -fno-omit-frame-pointer)
  # Instrumented code of the standard library (std::regex) makes g++ 12 warn falsely.
  target_compile_options(lampyris_flags INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
  target_link_options(lampyris_flags INTERFACE -fsanitize=address,undefined)
  target_compile_definitions(lampyris_flags INTERFACE _GLIBCXX_ASSERTIONS LAMPYRIS_SANITIZED)
endif()

if(LAMPYRIS_FUZZ)
  target_compile_options(lampyris_flags INTERFACE -fsanitize=fuzzer-no-link -Wno-pass-failed)
endif()

# lampyris_library(NAME SOURCES a.cpp … LINKS target …): a static library lampyris_NAME.
function(lampyris_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINKS" ${ARGN})
  if(ARG_SOURCES)
    add_library(lampyris_${name} STATIC ${ARG_SOURCES})
    target_link_libraries(lampyris_${name} PUBLIC lampyris_flags ${ARG_LINKS})
  else()
    add_library(lampyris_${name} INTERFACE)
    target_link_libraries(lampyris_${name} INTERFACE lampyris_flags ${ARG_LINKS})
  endif()
endfunction()
