# hotpin_room(NAME DIR [PUBLIC lib...] [PRIVATE lib...]): a static library of the .cpp files under DIR,
# and a test program of the *_test.cpp files beside them (label: unit).
function(hotpin_room name dir)
  cmake_parse_arguments(ROOM "" "" "PUBLIC;PRIVATE" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${dir}/*.cpp)
  set(tests ${sources})
  list(FILTER sources EXCLUDE REGEX "_test\\.cpp$")
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
  if(sources)
    add_library(hotpin_${name} STATIC ${sources})
    target_include_directories(hotpin_${name} PUBLIC ${CMAKE_SOURCE_DIR}/src)
    target_link_libraries(hotpin_${name} PUBLIC ${ROOM_PUBLIC} PRIVATE ${ROOM_PRIVATE} hotpin_warnings)
  else()
    add_library(hotpin_${name} INTERFACE)
    target_include_directories(hotpin_${name} INTERFACE ${CMAKE_SOURCE_DIR}/src)
    target_link_libraries(hotpin_${name} INTERFACE ${ROOM_PUBLIC})
  endif()
  if(tests AND HOTPIN_BUILD_TESTS)
    hotpin_test(${name}_test unit ${tests})
    target_link_libraries(${name}_test PRIVATE hotpin_${name})
  endif()
endfunction()

# hotpin_test(NAME LABEL file...): a GoogleTest program, one ctest entry under LABEL.
function(hotpin_test name label)
  add_executable(${name} ${ARGN})
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR}/src ${CMAKE_SOURCE_DIR}/tests)
  target_link_libraries(${name} PRIVATE GTest::gmock GTest::gtest_main hotpin_warnings)
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES LABELS ${label} TIMEOUT 900 SKIP_RETURN_CODE 77)
endfunction()

# hotpin_engine(FOLDER KIND name... [KIND name...]): the folder becomes a room and every
# (KIND, name) a row of the generated registry; its factory is
# hotpin::engines::FOLDER::make_<name>_<kind>.
# KIND is STT, LLM, TTS, VAD or PHONEMIZER. FOLDER/deps.cmake, if there, sets FOLDER_libraries.
function(hotpin_engine folder)
  cmake_parse_arguments(ENGINE "" "" "STT;LLM;TTS;VAD;PHONEMIZER" ${ARGN})
  include(${CMAKE_CURRENT_SOURCE_DIR}/${folder}/deps.cmake OPTIONAL)
  hotpin_room(engine_${folder} ${CMAKE_CURRENT_SOURCE_DIR}/${folder}
              PUBLIC hotpin_engine hotpin_net hotpin_audio hotpin_base PRIVATE ${${folder}_libraries})
  foreach(kind STT LLM TTS VAD PHONEMIZER)
    foreach(engine ${ENGINE_${kind}})
      set_property(GLOBAL APPEND PROPERTY HOTPIN_ENGINES "${kind}:${folder}:${engine}")
    endforeach()
  endforeach()
  set_property(GLOBAL APPEND PROPERTY HOTPIN_PLUGIN_LIBRARIES hotpin_engine_${folder})
endfunction()

# hotpin_protocol(FOLDER) and hotpin_store(FOLDER): one folder, factory make_protocol / make_store;
# FOLDER/deps.cmake, if there, sets FOLDER_libraries.
function(hotpin_protocol folder)
  include(${CMAKE_CURRENT_SOURCE_DIR}/${folder}/deps.cmake OPTIONAL)
  hotpin_room(protocol_${folder} ${CMAKE_CURRENT_SOURCE_DIR}/${folder}
              PUBLIC hotpin_protocol hotpin_audio hotpin_base PRIVATE Boost::json ${${folder}_libraries})
  set_property(GLOBAL APPEND PROPERTY HOTPIN_PROTOCOLS ${folder})
  set_property(GLOBAL APPEND PROPERTY HOTPIN_PLUGIN_LIBRARIES hotpin_protocol_${folder})
endfunction()
function(hotpin_store folder)
  include(${CMAKE_CURRENT_SOURCE_DIR}/${folder}/deps.cmake OPTIONAL)
  hotpin_room(store_${folder} ${CMAKE_CURRENT_SOURCE_DIR}/${folder}
              PUBLIC hotpin_store hotpin_base PRIVATE ${${folder}_libraries})
  set_property(GLOBAL APPEND PROPERTY HOTPIN_STORES ${folder})
  set_property(GLOBAL APPEND PROPERTY HOTPIN_PLUGIN_LIBRARIES hotpin_store_${folder})
endfunction()

# hotpin_registry(NAME): a library with the table of all plug-ins that were named so far, and them.
function(hotpin_registry name)
  hotpin_generate_registry(${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp)
  get_property(plugins GLOBAL PROPERTY HOTPIN_PLUGIN_LIBRARIES)
  add_library(${name} STATIC ${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp)
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR}/src)
  target_link_libraries(${name} PRIVATE ${plugins} hotpin_warnings)
endfunction()

# hotpin_program(NAME REGISTRY): the whole program with the plug-ins of a registry.
function(hotpin_program name registry)
  add_executable(${name} ${CMAKE_SOURCE_DIR}/src/app/main.cpp)
  add_dependencies(${name} hotpin-espeak)
  target_link_libraries(${name} PRIVATE hotpin_app ${registry} hotpin_warnings)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
endfunction()
