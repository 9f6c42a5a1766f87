#include "session/picture/pictures.hpp"

#include <algorithm>
#include <utility>

#include "protocol/image_header.hpp"

namespace hotpin::session {
namespace {

static_assert(protocol::kMaxImageBytes <= store::kMaxKeepsakeBytes, "every store holds a picture");

std::string name_of(const std::string& session_id) { return "picture:" + session_id; }

}  // namespace

void Pictures::keep(const std::string& session_id, std::string bytes,
                    store::TurnKeeper::Kept on_kept) {
  note(session_id);
  keeper_.keep(name_of(session_id), std::move(bytes), options_.time_to_live,
               [&kept = kept_, on_kept = std::move(on_kept)](const base::Status& status) {
                 if (status) ++kept;
                 if (on_kept) on_kept(status);
               });
}

void Pictures::take(const std::string& session_id, store::TurnKeeper::Taken on_taken) {
  {
    const std::lock_guard lock(mutex_);
    known_.erase(session_id);
  }
  keeper_.take(name_of(session_id), [this, asked = keeper_.now(), on_taken = std::move(on_taken)](
                                        std::optional<std::string> bytes) {
    is_slow_ = keeper_.now() - asked > kLookLimit;
    on_taken(std::move(bytes));
  });
}

void Pictures::forget(const std::string& session_id) {
  take(session_id, [](const std::optional<std::string>&) {});
}

bool Pictures::has_one_for(const std::string& session_id, base::TimePoint now) const {
  const std::lock_guard lock(mutex_);
  const auto found = known_.find(session_id);
  return found != known_.end() && now < found->second;
}

void Pictures::note(const std::string& session_id) {
  const std::lock_guard lock(mutex_);
  if (known_.size() >= kMaxKnown) {
    known_.erase(std::min_element(known_.begin(), known_.end(), [](const auto& a, const auto& b) {
      return a.second < b.second;
    }));
  }
  known_[session_id] = keeper_.now() + options_.time_to_live;
}

}  // namespace hotpin::session
