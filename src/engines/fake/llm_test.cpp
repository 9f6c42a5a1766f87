#include "conformance/llm_contract.hpp"
#include "engines/fake/fake.hpp"
#include "engines/fake/timeline.hpp"

namespace hotpin::tests {
namespace {

/// A few milliseconds a word, so that a reply can be stopped in its middle.
std::shared_ptr<engine::Llm> fake() {
  const auto script =
      engines::fake::parse_script("llm_reply=hello to you my friend;llm_token_ms=3;llm_endless=1");
  return engines::fake::make_llm(script.value(), std::make_shared<engines::fake::Timeline>());
}

INSTANTIATE_TEST_SUITE_P(Fake, LlmContract, testing::Values(LlmFactory(fake)));

}  // namespace
}  // namespace hotpin::tests
