# SPDX-License-Identifier: Apache-2.0
# Files of other programs and real cohorts, which some tests read and the repository does not hold. A test that needs them
# skips where they are not, and says so; the environment variable LAMPYRIS_TEST_DATA goes before this.
set(LAMPYRIS_TEST_DATA ${PROJECT_SOURCE_DIR}/../shared/data CACHE PATH "Where the real data of the tests are")

# lampyris_test(NAME SOURCES a_test.cpp … LINKS target … [RANKS 1 2 3 4] [TIMEOUT seconds] [COMPUTES])
# One executable NAME. Without RANKS it is a plain single process (label "unit"); with RANKS it becomes one test a rank count,
# run under mpirun through the listener of tests/support. One that COMPUTES itself is optimised where sanitizers make it slow.
set(LAMPYRIS_MPI_ENVIRONMENT
    OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMPI_MCA_rmaps_base_oversubscribe=1
    OMPI_MCA_mpi_yield_when_idle=1 OMPI_MCA_hwloc_base_binding_policy=none OMP_NUM_THREADS=1 OMP_WAIT_POLICY=passive
    OMPI_MCA_pml=ob1)  # to look for InfiniBand takes half of the start of a process

# Builds all tests without ranks, the ones that run under the sanitizers.
add_custom_target(lampyris_unit_tests)

function(lampyris_test name)
  cmake_parse_arguments(ARG "COMPUTES" "TIMEOUT" "SOURCES;LINKS;RANKS" ${ARGN})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 120)
  endif()
  add_executable(${name} ${ARG_SOURCES})
  # Every test may name its helpers as it likes.
  set_target_properties(${name} PROPERTIES LAMPYRIS_UNIT_TEST ON UNITY_BUILD OFF)
  target_compile_definitions(${name} PRIVATE LAMPYRIS_DEFAULT_TEST_DATA="${LAMPYRIS_TEST_DATA}")
  lampyris_quick_to_build(${name})
  if(NOT ARG_COMPUTES)
    set_target_properties(${name} PROPERTIES LAMPYRIS_QUICK_TO_BUILD ON)
  endif()
  if(ARG_RANKS)
    target_link_libraries(${name} PRIVATE ${ARG_LINKS} lampyris_mpi_test_main GTest::gtest)
    foreach(ranks IN LISTS ARG_RANKS)
      set(test ${name}.${ranks}_ranks)
      add_test(NAME ${test} COMMAND ${MPIEXEC_EXECUTABLE} ${MPIEXEC_NUMPROC_FLAG} ${ranks} $<TARGET_FILE:${name}>)
      # Ranks wait for each other for most of the time, and look at no clock: see tests/jobs/CMakeLists.txt.
      if(ranks EQUAL 1)
        set_tests_properties(${test} PROPERTIES PROCESSORS 1 COST 1)
      else()
        set_tests_properties(${test} PROPERTIES PROCESSORS 2 COST 300)
      endif()
      set_tests_properties(${test} PROPERTIES TIMEOUT ${ARG_TIMEOUT} LABELS mpi
                           ENVIRONMENT "${LAMPYRIS_MPI_ENVIRONMENT}")
    endforeach()
  else()
    target_link_libraries(${name} PRIVATE ${ARG_LINKS} lampyris_flags GTest::gtest GTest::gtest_main)
    add_dependencies(lampyris_unit_tests ${name})
    add_test(NAME ${name} COMMAND ${name})
    set_tests_properties(${name} PROPERTIES TIMEOUT ${ARG_TIMEOUT} LABELS unit ENVIRONMENT "OMP_NUM_THREADS=2")
  endif()
endfunction()
