#include "server/access/keyring.hpp"

#include <openssl/crypto.h>

#include <algorithm>
#include <utility>

#include "base/limits/rate_limit.hpp"
#include "base/log.hpp"

namespace hotpin::server {

Key::Key(const KeyEntry& entry, base::SharedPage& page)
    : entry_(entry),
      page_(&page),
      held_(&page.share(sessions_cell(entry.name))),
      counted_(&page.cell(turns_cell(entry.name))),
      rate_(&page.cell(rate_cell(entry.name))) {}

std::shared_ptr<void> Key::enter(const std::shared_ptr<const Key>& key) {
  if (key->page_ == nullptr) return std::make_shared<bool>();
  ++*key->held_;  // first: two workers must not both take the last place
  const int limit = key->sessions_;
  if (limit > 0 && key->page_->sum(sessions_cell(key->name())) > limit) {
    --*key->held_;
    return nullptr;
  }
  return {key->held_, [key](void*) { --*key->held_; }};
}

std::optional<base::Duration> Key::take_turn(base::TimePoint now) const {
  if (page_ == nullptr) return std::nullopt;
  if (const int limit = turns_; limit > 0) {
    if (const auto wait = base::RateLimit(*rate_, limit).take(now)) {
      base::log(base::LogLevel::info, "key " + name() + " has had its turns of this minute");
      return wait;
    }
  }
  ++*counted_;
  return std::nullopt;
}

bool Key::may_take_turn(base::TimePoint now) const {
  const int limit = turns_;
  return page_ == nullptr || limit == 0 || base::RateLimit(*rate_, limit).allows(now);
}

base::Result<std::shared_ptr<Keyring>> Keyring::open(base::SharedPage& page,
                                                     const std::string& token, std::string path,
                                                     OnName on_new_name) {
  auto keyring = std::make_shared<Keyring>(Token{}, page, std::move(path), std::move(on_new_name));
  if (!token.empty()) keyring->token_ = std::make_shared<Key>(hash_of_key(token));
  if (const auto read = keyring->renew(); !read) return read.error();
  return keyring;
}

std::shared_ptr<const Key> Keyring::find(std::string_view given) const {
  if (given.empty()) return nullptr;
  const KeyHash hash = hash_of_key(given);
  std::shared_ptr<const Key> found;
  const auto look_at = [&](const std::shared_ptr<const Key>& key) {
    if (CRYPTO_memcmp(key->hash().data(), hash.data(), hash.size()) == 0) found = key;
  };
  const std::lock_guard lock(mutex_);
  std::for_each(keys_.begin(), keys_.end(), look_at);
  if (token_) look_at(token_);
  return found;
}

base::Status Keyring::renew() {
  if (path_.empty()) return base::ok();
  const auto entries = read_key_file(path_);
  if (!entries) return entries.error();
  if (auto room = check_room(*entries); !room) return room;
  Keys next = renewed(*entries);
  {
    const std::lock_guard lock(mutex_);
    keys_.swap(next);
    for (const auto& old : next)
      old->set_withdrawn(std::find(keys_.begin(), keys_.end(), old) == keys_.end());
  }
  for (const KeyEntry& entry : *entries) {
    if (on_new_name_ && told_.insert(entry.name).second) on_new_name_(entry.name);
  }
  return base::ok();
}

/// Numbers in the page are not given back: names that came and went use it up.
base::Status Keyring::check_room(const std::vector<KeyEntry>& entries) const {
  std::vector<std::string> wanted;
  for (const KeyEntry& entry : entries) {
    wanted.insert(wanted.end(), {Key::sessions_cell(entry.name), Key::turns_cell(entry.name),
                                 Key::rate_cell(entry.name)});
  }
  if (page_.has_room_for(wanted)) return base::ok();
  return base::Error{kNoRoom, path_ +
                                  ": too many names of keys came and went since the server "
                                  "started; restart it"};
}

Keyring::Keys Keyring::renewed(const std::vector<KeyEntry>& entries) const {
  const std::lock_guard lock(mutex_);
  Keys next;
  for (const KeyEntry& entry : entries) {
    const auto old = std::find_if(keys_.begin(), keys_.end(), [&](const auto& key) {
      return key->name() == entry.name && key->hash() == entry.hash;
    });
    if (old == keys_.end()) {
      next.push_back(std::make_shared<Key>(entry, page_));
      continue;
    }
    (*old)->set_limits(entry);
    next.push_back(*old);
  }
  return next;
}

}  // namespace hotpin::server
