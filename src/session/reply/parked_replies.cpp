#include "session/reply/parked_replies.hpp"

#include <algorithm>
#include <utility>

#include "session/random_token.hpp"

namespace hotpin::session {
namespace {

/// In the place of a reply that is still being made.
constexpr std::string_view kBeingMade = "hotpin-reply-being-made";

std::string name_of(const std::string& token) { return "reply:" + token; }

/// The same in every process of this program; 0 is an empty place.
std::int64_t hash_of(const std::string& token) {
  return static_cast<std::int64_t>(std::hash<std::string>{}(token) | 1U);
}

}  // namespace

bool is_resume_token(std::string_view token) {
  const auto is_digit = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  return token.size() == kTokenDigits && std::all_of(token.begin(), token.end(), is_digit);
}

/// One client's search. Kept alive by what it waits for.
class ParkedReplies::Finder : public std::enable_shared_from_this<Finder> {
 public:
  Finder(std::shared_ptr<ParkedReplies> all, Search search)
      : all_(std::move(all)),
        search_(std::move(search)),
        give_up_at_(search_.executor->now() + kPatience),
        look_at_(search_.executor->now()) {}

  void go_on() {
    if (!search_.is_wanted() || search_.executor->now() > give_up_at_) return;
    if (!is_due() || !all_->begin_look()) return wait();
    look_at_.reset();
    all_->keeper_.take(name_of(search_.token), [self = shared_from_this()](auto bytes) {
      self->all_->end_look();
      self->search_.executor->post(
          [self, bytes = std::move(bytes)]() mutable { self->take(std::move(bytes)); });
    });
  }

 private:
  bool is_due() {
    if (look_at_) return *look_at_ <= search_.executor->now();
    // Once: a note stays for a while after its reply was taken.
    return !was_noted_ && (was_noted_ = all_->is_noted(search_.token));
  }

  void wait() {
    search_.executor->post_after(kTick, [self = shared_from_this()] { self->go_on(); });
  }

  void take(std::optional<std::string> bytes) {
    if (bytes && !search_.is_wanted()) return give_back(std::move(*bytes));
    if (auto reply = bytes ? parked_reply_in(*bytes) : std::nullopt) {
      return search_.on_found(std::move(*reply));
    }
    is_being_made_ |= bytes && *bytes == kBeingMade;
    if (is_being_made_) look_at_ = search_.executor->now() + kFarPause;
    wait();
  }

  /// It waits for whoever comes after.
  void give_back(std::string bytes) {
    all_->note(search_.token);
    all_->keeper_.keep(name_of(search_.token), std::move(bytes), kKeptAgain);
  }

  const std::shared_ptr<ParkedReplies> all_;
  const Search search_;
  const base::TimePoint give_up_at_;
  std::optional<base::TimePoint> look_at_;
  bool was_noted_ = false;
  bool is_being_made_ = false;
};

ParkedReplies::ParkedReplies(store::TurnKeeper& keeper, base::SharedPage& page,
                             bool has_other_machines)
    : keeper_(keeper), has_other_machines_(has_other_machines), notes_(page.cell("parked.notes")) {
  for (std::size_t i = 0; i < kRing; ++i) ring_[i] = &page.cell("parked." + std::to_string(i));
}

void ParkedReplies::announce(const std::string& token, base::Duration time_to_live) {
  if (has_other_machines_) {
    keeper_.keep(name_of(token), std::string(kBeingMade), time_to_live);
  }
}

void ParkedReplies::keep(const std::string& token, const ParkedReply& reply,
                         base::Duration time_to_live) {
  keeper_.keep(name_of(token), to_bytes(reply), time_to_live,
               [self = shared_from_this(), token](const base::Status& status) {
                 if (status) self->note(token);
               });
}

void ParkedReplies::withdraw(const std::string& token,
                             std::function<void(bool was_there)> on_taken) {
  keeper_.take(name_of(token),
               [on_taken = std::move(on_taken)](const std::optional<std::string>& bytes) {
                 on_taken(bytes && *bytes != kBeingMade);
               });
}

void ParkedReplies::find(Search search) {
  if (!is_resume_token(search.token)) return;
  std::make_shared<Finder>(shared_from_this(), std::move(search))->go_on();
}

bool ParkedReplies::begin_look() {
  if (looks_.fetch_add(1) < kMaxLooks) return true;
  looks_.fetch_sub(1);
  return false;
}

void ParkedReplies::note(const std::string& token) {
  const auto place = static_cast<std::size_t>(notes_.fetch_add(1)) % kRing;
  *ring_[place] = hash_of(token);
}

bool ParkedReplies::is_noted(const std::string& token) const {
  const std::int64_t hash = hash_of(token);
  return std::any_of(ring_.begin(), ring_.end(),
                     [hash](const base::SharedPage::Cell* cell) { return *cell == hash; });
}

}  // namespace hotpin::session
