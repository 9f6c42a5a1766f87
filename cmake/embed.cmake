# hotpin_embed(TARGET FOLDER FILE): adds to TARGET a table of every file under FOLDER, in the form that
# src/server/page/files.hpp declares. The table is written anew when one of them changes.
function(hotpin_embed target folder file)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${folder}/*)
  add_custom_command(OUTPUT ${file} DEPENDS ${sources} ${CMAKE_SOURCE_DIR}/cmake/write_table.cmake
    COMMAND ${CMAKE_COMMAND} -DFOLDER=${folder} -DFILE=${file}
            -P ${CMAKE_SOURCE_DIR}/cmake/write_table.cmake
    COMMENT "embedding ${folder}" VERBATIM)
  target_sources(${target} PRIVATE ${file})
endfunction()
