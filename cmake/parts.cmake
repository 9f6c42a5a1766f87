# What comes from Debian, and what scripts/setup put under HOTPIN_PARTS.
find_package(Threads REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS json)
find_package(spdlog REQUIRED)
find_package(CLI11 REQUIRED)
find_package(CURL 7.85 REQUIRED)
find_package(OpenSSL 3 REQUIRED)
find_package(SQLite3 3.35 REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(libarchive REQUIRED IMPORTED_TARGET libarchive)
pkg_check_modules(idn2 REQUIRED IMPORTED_TARGET libidn2)
pkg_check_modules(soxr REQUIRED IMPORTED_TARGET soxr)
pkg_check_modules(speexdsp REQUIRED IMPORTED_TARGET speexdsp)
pkg_check_modules(hiredis REQUIRED IMPORTED_TARGET hiredis)
pkg_check_modules(libpq REQUIRED IMPORTED_TARGET libpq)
pkg_check_modules(portaudio IMPORTED_TARGET portaudio-2.0)
if(HOTPIN_BUILD_TESTS)
  find_package(GTest REQUIRED)
endif()

# sherpa-onnx: the C interface of the wheel, loaded from where it lies.
add_library(sherpa_onnx INTERFACE)
target_include_directories(sherpa_onnx SYSTEM INTERFACE ${HOTPIN_PARTS}/sherpa-onnx/include)
target_link_libraries(sherpa_onnx INTERFACE ${HOTPIN_PARTS}/sherpa-onnx/lib/libsherpa-onnx-c-api.so onnx_runtime)

# ONNX Runtime, which it brings, without a header.
add_library(onnx_runtime INTERFACE)
target_link_libraries(onnx_runtime INTERFACE ${HOTPIN_PARTS}/sherpa-onnx/lib/libonnxruntime.so)
target_link_options(onnx_runtime INTERFACE -Wl,-rpath,${HOTPIN_PARTS}/sherpa-onnx/lib)

# llama.cpp with its chat template engine, as third_party/llama builds it.
add_library(llama_cpp INTERFACE)
target_include_directories(llama_cpp SYSTEM INTERFACE
  ${HOTPIN_PARTS}/llama/include ${HOTPIN_PARTS}/llama/include/llama-common)
target_link_libraries(llama_cpp INTERFACE
  ${HOTPIN_PARTS}/llama/lib/libllama-jinja.a ${HOTPIN_PARTS}/llama/lib/libllama.a
  ${HOTPIN_PARTS}/llama/lib/libggml.a ${HOTPIN_PARTS}/llama/lib/libggml-cpu.a
  ${HOTPIN_PARTS}/llama/lib/libggml-base.a Threads::Threads dl)

# libvosk, which its engine loads when it is chosen.
add_library(libvosk INTERFACE)
target_compile_definitions(libvosk INTERFACE HOTPIN_LIBVOSK="${HOTPIN_PARTS}/vosk/lib/libvosk.so")
