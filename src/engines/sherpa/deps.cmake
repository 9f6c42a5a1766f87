set(sherpa_libraries sherpa_onnx Boost::json)
