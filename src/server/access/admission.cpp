#include "server/access/admission.hpp"

#include <utility>

#include "base/log.hpp"

namespace hotpin::server {
namespace {

base::Error none_left(const char* code, const std::string& who, std::size_t limit) {
  return {code, who + " " + std::to_string(limit) + " conversations already"};
}

}  // namespace

Admission::Admission(Limits limits, base::SharedPage& shared,
                     std::shared_ptr<base::EvictingPlaces> departed)
    : limits_(limits),
      shared_(shared),
      own_(shared.share(kSessions)),
      guests_(std::make_shared<base::EvictingPlaces>(kGuests, shared.share(kGuestCount))),
      departed_(std::move(departed)) {}

base::Result<std::shared_ptr<void>> Admission::enter(const std::string& network,
                                                     const std::shared_ptr<const Key>& key) {
  const std::shared_ptr<void> of_key = key ? Key::enter(key) : std::make_shared<bool>();
  if (!of_key) {
    base::log(base::LogLevel::info, "key " + key->name() + " holds all its conversations");
    return none_left(kFullForKey, "this key holds", static_cast<std::size_t>(key->sessions()));
  }
  // Who is known by name is not counted by where it comes from.
  const std::string counted = key && !key->name().empty() ? "" : network;
  const std::lock_guard lock(mutex_);
  ++own_;  // first: two workers must not both take the last place
  if (!fits()) {
    --own_;
    return full();
  }
  const auto found = by_network_.find(counted);
  if (!counted.empty() && found != by_network_.end() && found->second >= limits_.per_address) {
    --own_;
    return none_left(kFullForAddress, "this address holds", limits_.per_address);
  }
  ++by_network_[counted];
  return std::shared_ptr<void>(
      this, [self = shared_from_this(), counted, of_key](void*) { self->leave(counted); });
}

base::Error Admission::full() const {
  return {kFull, "all " + std::to_string(limits_.sessions) + " conversations are taken"};
}

/// What is made for those who left makes way.
bool Admission::fits() const {
  const auto limit = static_cast<std::int64_t>(limits_.sessions);
  while (shared_.sum(kSessions) + shared_.sum(kDeparted) > limit) {
    if (!departed_ || !departed_->evict_one()) break;
  }
  return shared_.sum(kSessions) <= limit;
}

void Admission::leave(const std::string& network) {
  const std::lock_guard lock(mutex_);
  --own_;
  const auto found = by_network_.find(network);
  if (--found->second == 0) by_network_.erase(found);
}

}  // namespace hotpin::server
