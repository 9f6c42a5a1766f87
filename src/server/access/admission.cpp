#include "server/access/admission.hpp"

namespace hotpin::server {

base::Result<std::shared_ptr<void>> Admission::enter(const std::string& address) {
  const std::lock_guard lock(mutex_);
  ++own_;  // first: two workers must not both take the last place
  if (active() > limits_.sessions) {
    --own_;
    return base::Error{"full",
                       "all " + std::to_string(limits_.sessions) + " conversations are taken"};
  }
  if (const auto found = by_address_.find(address);
      found != by_address_.end() && found->second >= limits_.per_address) {
    --own_;
    return base::Error{
        "full_for_address",
        "this address holds " + std::to_string(limits_.per_address) + " conversations already"};
  }
  ++by_address_[address];
  return std::shared_ptr<void>(
      this, [self = shared_from_this(), address](void*) { self->leave(address); });
}

void Admission::leave(const std::string& address) {
  const std::lock_guard lock(mutex_);
  --own_;
  const auto found = by_address_.find(address);
  if (--found->second == 0) by_address_.erase(found);
}

}  // namespace hotpin::server
