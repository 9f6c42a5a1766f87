set(llama_libraries llama_cpp)
