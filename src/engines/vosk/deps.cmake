set(vosk_libraries libvosk Boost::json ${CMAKE_DL_LIBS})
