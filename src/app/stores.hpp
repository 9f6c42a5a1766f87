#pragma once

#include <memory>

#include "base/result.hpp"
#include "base/settings.hpp"
#include "store/context_store.hpp"

namespace hotpin::app {

/// The store that the settings ask for, `options` completed from them, with `now` as its clock. It
/// is not called yet; the error is one line for the start, without secrets.
base::Result<std::unique_ptr<store::ContextStore>> make_store(const base::Settings& settings,
                                                              store::StoreOptions options,
                                                              store::Now now);

/// Whether other machines may use the same one.
bool is_store_shared(const base::Settings& settings);

}  // namespace hotpin::app
