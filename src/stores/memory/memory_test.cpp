#include "conformance/store_contract.hpp"

namespace hotpin::stores::memory {

base::Result<std::unique_ptr<store::ContextStore>> open_store(const store::StoreOptions& options,
                                                              store::Now now);

namespace {

class MemoryPlace final : public tests::StorePlace {
 public:
  std::unique_ptr<store::ContextStore> open(store::StoreOptions options) override {
    return open_store(options, [this] { return now; }).value();
  }
  bool is_shared() const override { return false; }
};

TEST(MemoryStore, KeepsakesAreBounded) {
  MemoryPlace place;
  const auto store = place.open({});
  const std::string picture(8U << 20U, 'p');
  for (int i = 0; i < 9; ++i) {
    ASSERT_TRUE(store->put(std::to_string(i), picture, std::chrono::minutes(15)));
  }
  EXPECT_FALSE(store->take("0").value());
  EXPECT_EQ(store->take("8").value(), picture);
  EXPECT_EQ(store->take("2").value(), picture);
}

}  // namespace
}  // namespace hotpin::stores::memory

namespace hotpin::tests {

INSTANTIATE_TEST_SUITE_P(Memory, StoreContract, testing::Values(MakeStorePlace([] {
                           return std::make_unique<stores::memory::MemoryPlace>();
                         })));

}  // namespace hotpin::tests
