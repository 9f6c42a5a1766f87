# Our own code only: the parts are included as SYSTEM.
add_library(hotpin_warnings INTERFACE)
target_compile_options(hotpin_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Wno-missing-field-initializers -Werror)
# g++ 12 warns of its own libstdc++ when it inlines (false positives, PR105562 and kin).
target_compile_options(hotpin_warnings INTERFACE
  $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized -Wno-restrict -Wno-stringop-overflow>)

# clang counts it to -Wconversion, g++ does not.
target_compile_options(hotpin_warnings INTERFACE $<$<CXX_COMPILER_ID:Clang>:-Wno-sign-conversion>)

if(HOTPIN_SANITIZE)
  add_compile_options(-fsanitize=${HOTPIN_SANITIZE} -fno-omit-frame-pointer -g)
  add_link_options(-fsanitize=${HOTPIN_SANITIZE})
  if(HOTPIN_SANITIZE MATCHES "thread")
    add_compile_options(-Wno-tsan)  # g++ 12 does not instrument atomic_thread_fence; Asio uses it
  endif()
  if(HOTPIN_SANITIZE MATCHES "undefined")
    add_compile_options(-fno-sanitize-recover=undefined)
    if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
      # "Cannot represent a difference across sections" in every coroutine: clang 14.
      add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-fno-sanitize=function>)
    endif()
  endif()
endif()
