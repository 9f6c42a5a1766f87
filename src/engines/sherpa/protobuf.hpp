#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace hotpin::engines::sherpa {

// Protobuf's wire format, as far as ONNX files need it. A message is fields one behind the other;
// bytes of two messages joined are one message, in which lists are joined and parts are merged.

std::string number_field(std::uint64_t number, std::uint64_t value);
/// A text, or a message inside a message.
std::string bytes_field(std::uint64_t number, std::string_view payload);

/// Gives each field's number and its bytes, which are empty for a number. False when the message is
/// damaged; fields before the damage were given.
bool for_each_field(std::string_view message,
                    const std::function<void(std::uint64_t number, std::string_view bytes)>& take);

}  // namespace hotpin::engines::sherpa
