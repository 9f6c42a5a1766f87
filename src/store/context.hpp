#pragma once

#include <filesystem>
#include <string>

#include "base/result.hpp"
#include "base/settings.hpp"
#include "store/context_store.hpp"

namespace hotpin::store {

/// What a store's factory gets. It is read while the store is made, and not kept.
struct Context {
  const base::Settings& settings;
  std::filesystem::path state_folder;  ///< for what outlives a run; empty when nobody says where
  StoreOptions options;                ///< all but the location
  Now now;
};

/// The options of the store called `name`, which is at HOTPIN_STORE_URL; the error is one line for
/// the start.
base::Result<StoreOptions> options_at_url(const Context& context, const std::string& name);

}  // namespace hotpin::store
