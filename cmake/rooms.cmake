# hotpin_room(NAME DIR [PUBLIC lib...] [PRIVATE lib...] [WITHOUT file]): a static library of the .cpp
# files under DIR, and a test program of the *_test.cpp files beside them (label: unit).
function(hotpin_room name dir)
  cmake_parse_arguments(ROOM "" "WITHOUT" "PUBLIC;PRIVATE" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${dir}/*.cpp)
  list(REMOVE_ITEM sources "${ROOM_WITHOUT}")
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

# hotpin_plugin(KIND FOLDER [PUBLIC lib...] [PRIVATE lib...]): the folder becomes a room of the registry,
# KIND being engine, protocol or store. FOLDER/deps.cmake, if there, sets FOLDER_libraries.
# FOLDER/settings.cpp, if there, defines hotpin::<KIND>s::FOLDER::settings(), the rows of the settings
# that it alone reads: a library of its own, so that tests may have the rows without the rest.
function(hotpin_plugin kind folder)
  cmake_parse_arguments(PLUGIN "" "" "PUBLIC;PRIVATE" ${ARGN})
  set(dir ${CMAKE_CURRENT_SOURCE_DIR}/${folder})
  set(rows ${dir}/settings.cpp)
  include(${dir}/deps.cmake OPTIONAL)
  hotpin_room(${kind}_${folder} ${dir} WITHOUT ${rows}
              PUBLIC ${PLUGIN_PUBLIC} hotpin_base PRIVATE ${PLUGIN_PRIVATE} ${${folder}_libraries})
  set_property(GLOBAL APPEND PROPERTY HOTPIN_PLUGIN_LIBRARIES hotpin_${kind}_${folder})
  if(NOT EXISTS ${rows})
    return()
  endif()
  set(library hotpin_settings_${kind}_${folder})
  add_library(${library} STATIC ${rows})
  target_link_libraries(${library} PRIVATE hotpin_base hotpin_warnings)
  if(TARGET ${kind}_${folder}_test)
    target_link_libraries(${kind}_${folder}_test PRIVATE ${library})
  endif()
  set_property(GLOBAL APPEND PROPERTY HOTPIN_PLUGIN_SETTINGS "${kind}s::${folder}")
  set_property(GLOBAL APPEND PROPERTY HOTPIN_SETTINGS_LIBRARIES ${library})
endfunction()

# hotpin_engine(FOLDER KIND name... [KIND name...]): the folder becomes a room and every
# (KIND, name) a row of the generated registry; its factory is
# hotpin::engines::FOLDER::make_<name>_<kind>.
# KIND is STT, LLM, TTS, VAD, JUDGE or PHONEMIZER.
function(hotpin_engine folder)
  cmake_parse_arguments(ENGINE "" "" "STT;LLM;TTS;VAD;JUDGE;PHONEMIZER" ${ARGN})
  hotpin_plugin(engine ${folder} PUBLIC hotpin_engine hotpin_net hotpin_audio)
  foreach(kind STT LLM TTS VAD JUDGE PHONEMIZER)
    foreach(engine ${ENGINE_${kind}})
      set_property(GLOBAL APPEND PROPERTY HOTPIN_ENGINES "${kind}:${folder}:${engine}")
    endforeach()
  endforeach()
endfunction()

# hotpin_protocol(FOLDER): one folder, factory make_protocol.
function(hotpin_protocol folder)
  hotpin_plugin(protocol ${folder} PUBLIC hotpin_protocol hotpin_audio PRIVATE Boost::json)
  set_property(GLOBAL APPEND PROPERTY HOTPIN_PROTOCOLS ${folder})
endfunction()

# hotpin_store(FOLDER [SHARED]): one folder, factory make_store; SHARED when other machines may use
# the same data.
function(hotpin_store folder)
  cmake_parse_arguments(STORE "SHARED" "" "" ${ARGN})
  hotpin_plugin(store ${folder} PUBLIC hotpin_store)
  string(TOLOWER ${STORE_SHARED} is_shared)  # TRUE or FALSE
  set_property(GLOBAL APPEND PROPERTY HOTPIN_STORES "${folder}:${is_shared}")
endfunction()

# hotpin_registry(NAME): a library with the table of all plug-ins that were named so far, and them;
# NAME_settings is the table of settings alone, theirs in it.
function(hotpin_registry name)
  set(registry ${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp)
  set(settings ${CMAKE_CURRENT_BINARY_DIR}/${name}_settings.cpp)
  hotpin_generate_registry(${registry})
  hotpin_generate_settings(${settings})
  get_property(rows GLOBAL PROPERTY HOTPIN_SETTINGS_LIBRARIES)
  add_library(${name}_settings STATIC ${settings} $<TARGET_OBJECTS:hotpin_settings_table>)
  target_link_libraries(${name}_settings PUBLIC hotpin_base PRIVATE ${rows} hotpin_warnings)
  get_property(plugins GLOBAL PROPERTY HOTPIN_PLUGIN_LIBRARIES)
  add_library(${name} STATIC ${registry})
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR}/src)
  target_link_libraries(${name} PRIVATE ${plugins} ${name}_settings hotpin_warnings)
endfunction()

# hotpin_program(NAME REGISTRY): the whole program with the plug-ins of a registry.
function(hotpin_program name registry)
  add_executable(${name} ${CMAKE_SOURCE_DIR}/src/app/main.cpp)
  add_dependencies(${name} hotpin-espeak)
  target_link_libraries(${name} PRIVATE hotpin_app ${registry} hotpin_warnings)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
endfunction()
