#include "engines/llama/schedule/cache_slots.hpp"

#include <algorithm>
#include <utility>

#include "base/assert.hpp"

namespace hotpin::engines::llama {

namespace {

/// Fewer tokens that agree may do so by chance, and are soon read again.
constexpr std::size_t kLeastBehindGap = 24;

}  // namespace

CacheSlots::CacheSlots(CacheMemory& memory, std::size_t slots, std::size_t cells)
    : memory_(memory), slots_(slots), cells_(cells) {}

void CacheSlots::set_shared_prefix(Tokens tokens) {
  HOTPIN_ASSERT(tokens.size() < cells_);
  shared_ = std::move(tokens);
}

std::optional<CacheSlots::Grant> CacheSlots::acquire(const Wish& wish) {
  Slot* slot = find(wish.conversation);
  if (slot == nullptr) slot = oldest_idle();
  if (slot == nullptr || slot->busy) return std::nullopt;
  const Plan taken = plan(*slot, wish);
  if (!make_room(*slot, wish.prompt.size() + wish.growth - taken.shared)) return std::nullopt;

  const std::size_t cached = fill_from_cache(*slot, wish, taken);
  slot->conversation = wish.conversation;
  slot->reserved = wish.prompt.size() + wish.growth;
  slot->last_used = ++uses_;
  slot->busy = true;
  return Grant{static_cast<std::size_t>(slot - slots_.data()), cached};
}

std::size_t CacheSlots::reusable(const std::string& conversation, const Tokens& prompt) const {
  const Slot* held = find(conversation);
  const Wish wish{conversation, prompt, 0, prompt.size()};
  return plan(held == nullptr ? Slot{} : *held, wish).keep;
}

bool CacheSlots::holds(const std::string& conversation) const {
  const Slot* held = find(conversation);
  return held != nullptr && held->tokens.size() > held->shared;
}

bool CacheSlots::has_room(std::size_t slots, std::size_t tokens) const {
  const auto is_free = [](const Slot& slot) { return slot.last_used == 0; };
  const auto free = std::count_if(slots_.begin(), slots_.end(), is_free);
  return static_cast<std::size_t>(free) >= slots && cells_besides(Slot{}) + tokens <= cells_;
}

bool CacheSlots::move(std::size_t slot, const std::string& conversation) {
  Slot* before = find(conversation);
  if (before != nullptr && before->busy) return false;
  if (before != nullptr) clear(*before);
  slots_[slot].conversation = conversation;
  return true;
}

void CacheSlots::append(std::size_t slot, std::span<const Token> tokens) {
  Tokens& held = slots_[slot].tokens;
  held.insert(held.end(), tokens.begin(), tokens.end());
}

void CacheSlots::release(std::size_t slot) {
  Slot& released = slots_[slot];
  released.busy = false;
  released.reserved = 0;
  if (released.conversation.empty()) clear(released);
}

void CacheSlots::drop(std::size_t slot) { clear(slots_[slot]); }

void CacheSlots::forget(const std::string& conversation) {
  Slot* slot = find(conversation);
  if (slot == nullptr) return;
  if (slot->busy) slot->conversation.clear();
  else clear(*slot);
}

void CacheSlots::evict_idle() {
  for (Slot& slot : slots_) {
    if (!slot.busy) clear(slot);
  }
}

CacheSlots::Slot* CacheSlots::find(const std::string& conversation) {
  const Slot* found = std::as_const(*this).find(conversation);
  return found == nullptr ? nullptr : &slots_[static_cast<std::size_t>(found - slots_.data())];
}

const CacheSlots::Slot* CacheSlots::find(const std::string& conversation) const {
  if (conversation.empty()) return nullptr;
  const auto named = [&](const Slot& slot) { return slot.conversation == conversation; };
  const auto found = std::find_if(slots_.begin(), slots_.end(), named);
  return found == slots_.end() ? nullptr : &*found;
}

CacheSlots::Slot* CacheSlots::oldest_idle() {
  Slot* oldest = nullptr;
  for (Slot& slot : slots_) {
    if (slot.busy) continue;
    if (oldest == nullptr || slot.last_used < oldest->last_used) oldest = &slot;
  }
  return oldest;
}

CacheSlots::Slot* CacheSlots::oldest_filled(const Slot& except) {
  Slot* oldest = nullptr;
  for (Slot& slot : slots_) {
    if (slot.busy || slot.tokens.empty() || &slot == &except) continue;
    if (oldest == nullptr || slot.last_used < oldest->last_used) oldest = &slot;
  }
  return oldest;
}

CacheSlots::Plan CacheSlots::plan(const Slot& slot, const Wish& wish) const {
  Plan plan;
  if (!wish.conversation.empty() && slot.conversation == wish.conversation) {
    plan.keep = common_prefix(slot.tokens, wish.prompt);
    plan.gap = find_gap(slot, wish.prompt, plan.keep);
    plan.keep += plan.gap.behind;
  }
  plan.shared = std::min(slot.shared, plan.keep);
  if (begins_with_shared(wish.prompt) && plan.keep <= shared_.size()) {
    plan = {.gap = {}, .keep = shared_.size(), .shared = shared_.size(), .from_shared = true};
  }
  plan.keep = std::min(plan.keep, wish.reuse);
  plan.shared = std::min(plan.shared, plan.keep);
  return plan;
}

/// Behind `at`, where the slot and the prompt part.
CacheSlots::Gap CacheSlots::find_gap(const Slot& slot, const Tokens& prompt, std::size_t at) const {
  Gap best;
  if (at < slot.shared) return best;  // cells that others have too cannot move
  const auto wanted = std::span(prompt).subspan(at);
  for (std::size_t from = at + 1; from + kLeastBehindGap <= slot.tokens.size(); ++from) {
    const auto held = std::span(slot.tokens).subspan(from);
    const auto differ = std::mismatch(held.begin(), held.end(), wanted.begin(), wanted.end());
    const auto same = static_cast<std::size_t>(differ.first - held.begin());
    if (same >= kLeastBehindGap && same > best.behind) best = {at, from - at, same};
  }
  return best;
}

std::size_t CacheSlots::cells_besides(const Slot& slot) const {
  std::size_t cells = shared_.size();
  for (const Slot& other : slots_) {
    if (&other != &slot) cells += std::max(other.tokens.size(), other.reserved) - other.shared;
  }
  return cells;
}

bool CacheSlots::make_room(const Slot& slot, std::size_t cells) {
  while (cells_besides(slot) + cells > cells_) {
    Slot* victim = oldest_filled(slot);
    if (victim == nullptr) return false;
    clear(*victim);
  }
  return true;
}

std::size_t CacheSlots::fill_from_cache(Slot& slot, const Wish& wish, const Plan& plan) {
  if (plan.from_shared || plan.keep == 0) clear(slot);
  if (plan.from_shared) take_shared(slot);
  if (!close_gap(slot, plan.gap)) return keep_prefix(slot, wish, plan.gap.at, plan.shared);
  return keep_prefix(slot, wish, plan.keep, plan.shared);
}

bool CacheSlots::close_gap(Slot& slot, const Gap& gap) {
  if (gap.tokens == 0) return true;
  if (!memory_.cut(sequence_of(slot), gap.at, gap.at + gap.tokens)) return false;
  const auto begin = slot.tokens.begin() + static_cast<std::ptrdiff_t>(gap.at);
  slot.tokens.erase(begin, begin + static_cast<std::ptrdiff_t>(gap.tokens));
  return true;
}

/// The first `keep` tokens; how many there are then.
std::size_t CacheSlots::keep_prefix(Slot& slot, const Wish& wish, std::size_t keep,
                                    std::size_t shared) {
  if (keep == slot.tokens.size()) return keep;
  if (keep > 0 && memory_.drop_tail(sequence_of(slot), keep)) {
    slot.tokens.resize(keep);
    slot.shared = shared;
    return keep;
  }
  // A model that cannot drop a tail begins again, from what all share if that is of use.
  clear(slot);
  if (begins_with_shared(wish.prompt) && shared_.size() <= wish.reuse) take_shared(slot);
  return slot.tokens.size();
}

void CacheSlots::take_shared(Slot& slot) {
  if (shared_.empty()) return;
  memory_.share(kSharedSequence, sequence_of(slot));
  slot.tokens = shared_;
  slot.shared = shared_.size();
}

void CacheSlots::clear(Slot& slot) {
  if (!slot.tokens.empty() || slot.busy) memory_.clear(sequence_of(slot));
  slot = Slot{};
}

bool CacheSlots::begins_with_shared(const Tokens& prompt) const {
  return common_prefix(shared_, prompt) == shared_.size();
}

int CacheSlots::sequence_of(const Slot& slot) const {
  return sequence(static_cast<std::size_t>(&slot - slots_.data()));
}

}  // namespace hotpin::engines::llama
