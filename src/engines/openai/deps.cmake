set(openai_libraries Boost::json)
