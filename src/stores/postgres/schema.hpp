#pragma once

#include "stores/postgres/connection.hpp"

namespace hotpin::stores::postgres {

/// Makes the tables, or brings those of an older version up to this one, one process at a time.
/// The tables of a newer version are refused (store::kBadSetting).
base::Status migrate(Connection& connection, base::TimePoint deadline);

}  // namespace hotpin::stores::postgres
