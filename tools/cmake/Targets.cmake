# The three kinds of target that the project has.

# perigee_library(<folder name> [DEPENDS targets…] [PRIVATE targets…])
#   A static library of all sources in the current folder, with the alias perigee::<name>.
function(perigee_library name)
  cmake_parse_arguments(ARG "" "" "DEPENDS;PRIVATE" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  if(NOT sources)  # a folder of headers
    add_library(perigee_${name} INTERFACE)
    add_library(perigee::${name} ALIAS perigee_${name})
    target_link_libraries(perigee_${name} INTERFACE ${ARG_DEPENDS})
    return()
  endif()
  add_library(perigee_${name} STATIC ${sources})
  add_library(perigee::${name} ALIAS perigee_${name})
  target_include_directories(perigee_${name} PUBLIC ${CMAKE_SOURCE_DIR})
  target_link_libraries(perigee_${name} PUBLIC ${ARG_DEPENDS} PRIVATE ${ARG_PRIVATE} perigee_options)
endfunction()

# perigee_test(<name> LIBS targets… [LABELS labels…])
#   One Catch2 binary of all sources in the current folder; every TEST_CASE is a ctest of its own.
function(perigee_test name)
  cmake_parse_arguments(ARG "" "" "LIBS;LABELS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  add_executable(${name}_tests ${sources})
  target_link_libraries(${name}_tests PRIVATE ${ARG_LIBS} perigee_options Catch2::Catch2WithMain)
  target_compile_definitions(${name}_tests PRIVATE PERIGEE_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  catch_discover_tests(${name}_tests TEST_PREFIX "${name}: "
    PROPERTIES TIMEOUT 300 LABELS "${ARG_LABELS}")
endfunction()

# perigee_bench(<name> LIBS targets…)   One benchmark program from <name>.cpp; run by tools/bench.
function(perigee_bench name)
  cmake_parse_arguments(ARG "" "" "LIBS" ${ARGN})
  add_executable(bench_${name} ${name}.cpp)
  target_link_libraries(bench_${name} PRIVATE ${ARG_LIBS} perigee_options)
endfunction()
