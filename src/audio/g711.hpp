#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

/// Telephone samples, a byte each: ITU-T G.711. Pure.
namespace hotpin::audio {

enum class G711 { mu_law, a_law };

std::int16_t from_g711(G711 law, std::uint8_t byte);
std::vector<std::int16_t> from_g711(G711 law, std::span<const std::byte> bytes);
std::vector<std::byte> to_g711(G711 law, std::span<const std::int16_t> pcm);

}  // namespace hotpin::audio
