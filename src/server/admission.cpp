#include "server/admission.hpp"

namespace hotpin::server {

base::Result<std::shared_ptr<void>> Admission::enter(const std::string& address) {
  const std::lock_guard lock(mutex_);
  if (active_ >= limits_.sessions) {
    return base::Error{"full",
                       "all " + std::to_string(limits_.sessions) + " conversations are taken"};
  }
  if (const auto found = by_address_.find(address);
      found != by_address_.end() && found->second >= limits_.per_address) {
    return base::Error{
        "full_for_address",
        "this address holds " + std::to_string(limits_.per_address) + " conversations already"};
  }
  ++active_;
  ++by_address_[address];
  return std::shared_ptr<void>(
      this, [self = shared_from_this(), address](void*) { self->leave(address); });
}

std::size_t Admission::active() const {
  const std::lock_guard lock(mutex_);
  return active_;
}

void Admission::leave(const std::string& address) {
  const std::lock_guard lock(mutex_);
  --active_;
  const auto found = by_address_.find(address);
  if (--found->second == 0) by_address_.erase(found);
}

}  // namespace hotpin::server
