#include "store/context.hpp"

namespace hotpin::store {

base::Result<StoreOptions> options_at_url(const Context& context, const std::string& name) {
  StoreOptions options = context.options;
  options.location = context.settings.text("HOTPIN_STORE_URL");
  if (!options.location.empty()) return options;
  return base::Error{kBadSetting, "HOTPIN_STORE is " + name + ", but HOTPIN_STORE_URL is not set"};
}

}  // namespace hotpin::store
