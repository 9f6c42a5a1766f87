set(postgres_libraries PkgConfig::libpq)
