#include <cstdint>
#include <cstdlib>
#include <string>

#include "engines/openai/service/models.hpp"
#include "engines/openai/service/refusal.hpp"

/// The first byte chooses the status and the amount that was asked for; the rest is the body.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hotpin::engines::openai;
  if (size == 0) return 0;
  constexpr int kStatuses[] = {200, 400, 404, 413, 422, 429, 500, 501};
  const std::string body(reinterpret_cast<const char*>(data) + 1, size - 1);
  const Asked asked{{"model", "messages", "max_tokens", "stream", "stream_options", "stop"},
                    data[0] * 16};
  const Refusal refusal = read_refusal(kStatuses[data[0] % 8], body, asked);
  for (const std::string& name : refusal.members) {
    if (name == "model" || name == "messages") std::abort();
  }
  const bool is_amount = refusal.what == Refusal::What::max_tokens;
  if (is_amount && refusal.limit < 1) std::abort();
  static_cast<void>(listed_name(parse_models(body), body.substr(0, 20)));
  return 0;
}
