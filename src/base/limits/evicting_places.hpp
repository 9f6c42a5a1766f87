#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "base/executor.hpp"
#include "base/shared_page.hpp"

namespace hotpin::base {

/// A bounded number of places for those who are owed little. A newcomer is never refused: at the
/// bound of its group the group's oldest loses its place, at the bound of all the oldest of the
/// group that holds most. So one group's crowd costs only itself. Thread-safe.
class EvictingPlaces : public std::enable_shared_from_this<EvictingPlaces> {
 public:
  struct Limits {
    std::size_t in_all;  ///< at least 1
    std::size_t in_group;
  };
  /// `count` follows how many places are held: a share of the whole server's number.
  EvictingPlaces(Limits limits, SharedPage::Cell& count) : limits_(limits), count_(count) {}

  /// A place, held as long as the pointer lives. `on_evicted` is called once, on whichever thread,
  /// if it is lost before; not while the place is let go.
  std::shared_ptr<void> enter(const std::string& group, Task on_evicted);
  /// The one who would be next loses its place; false when there is none.
  bool evict_one();
  /// The same within a group.
  bool evict_one_of(const std::string& group);
  std::size_t size() const;

 private:
  using Group = std::map<std::uint64_t, Task>;  // by age
  using Groups = std::map<std::string, Group>;

  Groups::iterator largest();
  Task take_oldest(Groups::iterator group);
  Task remove(Groups::iterator group, Group::iterator place);
  void leave(const std::string& group, std::uint64_t number);

  const Limits limits_;
  SharedPage::Cell& count_;
  mutable std::mutex mutex_;  // guards what follows; not held while somebody is told
  Groups groups_;
  std::size_t size_ = 0;
  std::uint64_t last_number_ = 0;
};

}  // namespace hotpin::base
