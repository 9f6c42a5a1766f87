#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/shared_page.hpp"
#include "server/access/key_file.hpp"
#include "session/limits/account.hpp"

namespace hotpin::server {

/// Who somebody is: one key with what it may cost, counted over all workers. Shared by its
/// conversations, which may outlive its line in the file. Thread-safe.
class Key final : public session::Account {
 public:
  /// HOTPIN_API_TOKEN, which has no name and no limits of its own.
  explicit Key(const KeyHash& hash) : entry_{.hash = hash} {}
  Key(const KeyEntry& entry, base::SharedPage& page);

  const std::string& name() const { return entry_.name; }  ///< empty: HOTPIN_API_TOKEN
  const KeyHash& hash() const { return entry_.hash; }
  int sessions() const { return sessions_; }        ///< at once; 0: no limit
  int turns_a_minute() const { return turns_; }     ///< 0: no limit
  bool is_withdrawn() const { return withdrawn_; }  ///< it is not in the file any more

  void set_limits(const KeyEntry& entry) {
    sessions_ = entry.sessions;
    turns_ = entry.turns;
  }
  void set_withdrawn(bool is_withdrawn) { withdrawn_ = is_withdrawn; }

  /// A conversation's place, held as long as the pointer lives; null when all are taken.
  static std::shared_ptr<void> enter(const std::shared_ptr<const Key>& key);
  std::optional<base::Duration> take_turn(base::TimePoint now) const override;
  bool may_take_turn(base::TimePoint now) const override;

  /// Of the page: numbers of a key of this name.
  static std::string sessions_cell(const std::string& name) { return "key.sessions." + name; }
  static std::string turns_cell(const std::string& name) { return "key.turns." + name; }
  static std::string rate_cell(const std::string& name) { return "key.rate." + name; }

 private:
  const KeyEntry entry_;
  std::atomic<int> sessions_{entry_.sessions};
  std::atomic<int> turns_{entry_.turns};
  std::atomic<bool> withdrawn_{false};
  base::SharedPage* page_ = nullptr;  // null without a name
  base::SharedPage::Cell* held_ = nullptr;
  base::SharedPage::Cell* counted_ = nullptr;
  base::SharedPage::Cell* rate_ = nullptr;
};

/// The keys that there are. Owned by the worker; thread-safe.
class Keyring {
  struct Token {};  // only open() makes one

 public:
  /// `on_new_name` is told each name of the file once, for the metrics.
  using OnName = std::function<void(const std::string&)>;
  /// Code of the error when the page has no room for the names of a file.
  static constexpr const char* kNoRoom = "no_room";
  /// An empty `token` is none; an empty `path` is no file.
  static base::Result<std::shared_ptr<Keyring>> open(base::SharedPage& page,
                                                     const std::string& token, std::string path,
                                                     OnName on_new_name = {});
  Keyring(Token /*token*/, base::SharedPage& page, std::string path, OnName on_new_name)
      : page_(page), path_(std::move(path)), on_new_name_(std::move(on_new_name)) {}

  bool asks() const { return token_ || !path_.empty(); }
  /// The key that this is, or null. Takes as long for a wrong one, whatever of it is right.
  std::shared_ptr<const Key> find(std::string_view given) const;
  /// Reads the file again; a faulty one changes nothing. What is there under the same name with the
  /// same key stays, with its new limits; what is not is withdrawn.
  base::Status renew();

 private:
  using Keys = std::vector<std::shared_ptr<Key>>;

  base::Status check_room(const std::vector<KeyEntry>& entries) const;
  Keys renewed(const std::vector<KeyEntry>& entries) const;

  base::SharedPage& page_;
  const std::string path_;
  const OnName on_new_name_;
  std::shared_ptr<const Key> token_;
  mutable std::mutex mutex_;
  Keys keys_;                   // guarded by mutex_
  std::set<std::string> told_;  // names that on_new_name_ knows; renew() only
};

}  // namespace hotpin::server
