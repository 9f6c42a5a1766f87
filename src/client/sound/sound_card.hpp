#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "client/sound/audio_device.hpp"

namespace hotpin::client {

/// The machine's own sound devices, through PortAudio where the build found it. One object holds
/// the library open; it outlives the devices that it gives.
class SoundCard {
 public:
  struct Device {
    int number = 0;
    std::string name;
    int inputs = 0;  ///< channels
    int outputs = 0;
    double rate_hz = 0;  ///< the device's own
    bool is_default_input = false;
    bool is_default_output = false;
  };

  /// The error says in one line what is missing and how to get it.
  static base::Result<std::unique_ptr<SoundCard>> open();
  virtual ~SoundCard() = default;

  virtual std::vector<Device> devices() const = 0;
  /// `device` is a number or a part of a name as devices() has it; empty is the default one.
  virtual base::Result<std::unique_ptr<Microphone>> microphone(const std::string& device) = 0;
  virtual base::Result<std::unique_ptr<Speaker>> speaker(const std::string& device) = 0;
};

/// The one that `wanted` means; an error that says what there is. Pure.
base::Result<SoundCard::Device> find_device(const std::vector<SoundCard::Device>& devices,
                                            const std::string& wanted, bool for_input);

}  // namespace hotpin::client
