set(redis_libraries hotpin_net PkgConfig::hiredis Boost::json)
