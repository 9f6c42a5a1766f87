#include "engines/smart_turn/power_spectrum.hpp"

#include <cmath>
#include <numbers>

namespace hotpin::engines::smart_turn {
namespace {

/// std::complex looks for infinities in every product.
struct Complex {
  float re = 0;
  float im = 0;
};

constexpr Complex operator+(Complex a, Complex b) { return {a.re + b.re, a.im + b.im}; }
constexpr Complex operator*(Complex a, Complex b) {
  return {a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re};
}
constexpr float power(Complex a) { return a.re * a.re + a.im * a.im; }

/// The roots of unity: exp(-2πi n / kFrameSamples).
std::array<Complex, kFrameSamples> make_roots() {
  std::array<Complex, kFrameSamples> roots;
  for (std::size_t n = 0; n < roots.size(); ++n) {
    const double angle =
        2 * std::numbers::pi * static_cast<double>(n) / static_cast<double>(kFrameSamples);
    roots[n] = {static_cast<float>(std::cos(angle)), static_cast<float>(-std::sin(angle))};
  }
  return roots;
}
const std::array<Complex, kFrameSamples> kRoots = make_roots();

constexpr std::size_t radix_of(std::size_t count) { return count % 4 == 0 ? 4 : 5; }

/// Cooley and Tukey's: the transform of the `kCount` values that stand kFrameSamples / kCount
/// apart, from those of its 4 or 5 interleaved parts.
template <std::size_t kCount>
void transform(const Complex* in, Complex* out) {
  constexpr std::size_t kStride = kFrameSamples / kCount;
  constexpr std::size_t kRadix = radix_of(kCount);
  constexpr std::size_t kPart = kCount / kRadix;
  for (std::size_t part = 0; part < kRadix; ++part) {
    if constexpr (kPart == 1) out[part] = in[part * kStride];
    else transform<kPart>(in + part * kStride, out + part * kPart);
  }
  for (std::size_t k = 0; k < kPart; ++k) {
    std::array<Complex, kRadix> turned;
    for (std::size_t part = 0; part < kRadix; ++part)
      turned[part] = out[part * kPart + k] * kRoots[part * k * kStride];
    for (std::size_t j = 0; j < kRadix; ++j) {
      Complex sum = turned[0];
      for (std::size_t part = 1; part < kRadix; ++part)
        sum = sum + turned[part] * kRoots[part * j % kRadix * (kFrameSamples / kRadix)];
      out[j * kPart + k] = sum;
    }
  }
}

}  // namespace

std::array<Power, 2> power_spectra(const Frame& first, const Frame& second) {
  std::array<Complex, kFrameSamples> in;
  std::array<Complex, kFrameSamples> out;
  for (std::size_t i = 0; i < kFrameSamples; ++i) in[i] = {first[i], second[i]};
  transform<kFrameSamples>(in.data(), out.data());
  // What is mirrored in the spectrum is the first, real, what is mirrored with the other sign the
  // second, imaginary.
  std::array<Power, 2> powers;
  for (std::size_t k = 0; k < kFrequencies; ++k) {
    const Complex a = out[k];
    const Complex b = out[(kFrameSamples - k) % kFrameSamples];
    powers[0][k] = power({(a.re + b.re) / 2, (a.im - b.im) / 2});
    powers[1][k] = power({(a.im + b.im) / 2, (b.re - a.re) / 2});
  }
  return powers;
}

}  // namespace hotpin::engines::smart_turn
