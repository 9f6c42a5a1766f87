#include "base/limits/evicting_places.hpp"

#include <algorithm>
#include <utility>

namespace hotpin::base {

std::shared_ptr<void> EvictingPlaces::enter(const std::string& group, Task on_evicted) {
  Task evicted;
  std::uint64_t number = 0;
  {
    const std::lock_guard lock(mutex_);
    const auto own = groups_.find(group);
    if (own != groups_.end() && own->second.size() >= limits_.in_group) {
      evicted = take_oldest(own);
    } else if (size_ >= limits_.in_all) {
      evicted = take_oldest(largest());
    }
    number = ++last_number_;
    groups_[group].emplace(number, std::move(on_evicted));
    ++size_;
    ++count_;
  }
  if (evicted) evicted();
  return {this, [self = shared_from_this(), group, number](void*) { self->leave(group, number); }};
}

bool EvictingPlaces::evict_one() {
  Task evicted;
  {
    const std::lock_guard lock(mutex_);
    if (groups_.empty()) return false;
    evicted = take_oldest(largest());
  }
  evicted();
  return true;
}

bool EvictingPlaces::evict_one_of(const std::string& group) {
  Task evicted;
  {
    const std::lock_guard lock(mutex_);
    const auto found = groups_.find(group);
    if (found == groups_.end()) return false;
    evicted = take_oldest(found);
  }
  evicted();
  return true;
}

std::size_t EvictingPlaces::size() const {
  const std::lock_guard lock(mutex_);
  return size_;
}

/// Of equal ones that with the oldest place.
EvictingPlaces::Groups::iterator EvictingPlaces::largest() {
  return std::max_element(groups_.begin(), groups_.end(), [](const auto& one, const auto& other) {
    const Group& a = one.second;
    const Group& b = other.second;
    return a.size() != b.size() ? a.size() < b.size() : a.begin()->first > b.begin()->first;
  });
}

Task EvictingPlaces::take_oldest(Groups::iterator group) {
  return remove(group, group->second.begin());
}

Task EvictingPlaces::remove(Groups::iterator group, Group::iterator place) {
  Task told = std::move(place->second);
  group->second.erase(place);
  if (group->second.empty()) groups_.erase(group);
  --size_;
  --count_;
  return told;
}

void EvictingPlaces::leave(const std::string& group, std::uint64_t number) {
  Task unused;  // what it holds is let go outside the lock
  const std::lock_guard lock(mutex_);
  const auto found = groups_.find(group);
  if (found == groups_.end()) return;
  const auto place = found->second.find(number);
  if (place != found->second.end()) unused = remove(found, place);
}

}  // namespace hotpin::base
