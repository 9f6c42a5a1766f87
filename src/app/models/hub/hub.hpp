#pragma once

#include <string>

#include "app/models/download/web.hpp"
#include "app/models/hub/hub_name.hpp"
#include "base/result.hpp"

namespace hotpin::app {

/// Which hub is asked, and as whom.
struct Hub {
  std::string endpoint;     ///< HF_ENDPOINT, else the public one; without a slash at its end
  std::string token;        ///< HF_TOKEN, else what `hf auth login` keeps; empty: nobody's
  bool is_offline = false;  ///< HF_HUB_OFFLINE: the cache alone is asked
};
/// From the environment. Error "bad_setting": one line that names the variable.
base::Result<Hub> hub_of_environment();

/// Brings what `name` means into the hub's cache, unless it is there, and gives where it lies: a
/// split model by its first part, a voice by its .onnx. Where the hub cannot be reached, what the
/// cache has does. The error is one line.
base::Result<Brought> fetch_from_hub(const Hub& hub, const HubName& name, const Web& web);

}  // namespace hotpin::app
