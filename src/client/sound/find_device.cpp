#include <algorithm>

#include "base/ascii.hpp"
#include "client/printable.hpp"
#include "client/sound/sound_card.hpp"

namespace hotpin::client {

base::Result<SoundCard::Device> find_device(const std::vector<SoundCard::Device>& devices,
                                            const std::string& wanted, bool for_input) {
  using Device = SoundCard::Device;
  const std::string kind = for_input ? "microphone" : "speaker";
  const auto fits = [&](const Device& device) {
    if ((for_input ? device.inputs : device.outputs) == 0) return false;
    if (wanted.empty()) return for_input ? device.is_default_input : device.is_default_output;
    return std::to_string(device.number) == wanted ||
           base::to_lower(device.name).find(base::to_lower(wanted)) != std::string::npos;
  };
  const auto found = std::find_if(devices.begin(), devices.end(), fits);
  if (found != devices.end()) return *found;
  if (wanted.empty()) {
    return base::Error{"no_device", "this machine has no " + kind +
                                        " (hotpin talk --list-devices); name WAV files instead"};
  }
  return base::Error{"no_device", "there is no " + kind + " \"" + printable(wanted) +
                                      "\"; see hotpin talk --list-devices"};
}

}  // namespace hotpin::client
