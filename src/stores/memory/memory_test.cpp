#include "conformance/store_contract.hpp"

namespace hotpin::stores::memory {

base::Result<std::unique_ptr<store::ContextStore>> make_store(const store::StoreOptions& options,
                                                              store::Now now);

namespace {

class MemoryPlace final : public tests::StorePlace {
 public:
  std::unique_ptr<store::ContextStore> open(store::StoreOptions options) override {
    return make_store(options, [this] { return now; }).value();
  }
  bool is_shared() const override { return false; }
};

}  // namespace
}  // namespace hotpin::stores::memory

namespace hotpin::tests {

INSTANTIATE_TEST_SUITE_P(Memory, StoreContract, testing::Values(MakeStorePlace([] {
                           return std::make_unique<stores::memory::MemoryPlace>();
                         })));

}  // namespace hotpin::tests
