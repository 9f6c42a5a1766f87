#include "conformance/store_contract.hpp"

namespace hotpin::stores::memory {

std::unique_ptr<store::ContextStore> make_store(const store::StoreOptions& options, store::Now now);

}  // namespace hotpin::stores::memory

namespace hotpin::tests {

INSTANTIATE_TEST_SUITE_P(Memory, StoreContract,
                         testing::Values(StoreFactory([](StoreUnderTest& test,
                                                         const store::StoreOptions& options) {
                           test.store =
                               stores::memory::make_store(options, [&test] { return test.now; });
                         })));

}  // namespace hotpin::tests
