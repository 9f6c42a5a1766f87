#include "engines/llama/cache_slots.hpp"

#include <algorithm>
#include <utility>

#include "base/assert.hpp"

namespace hotpin::engines::llama {

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
  }
  plan.shared = std::min(slot.shared, plan.keep);
  if (begins_with_shared(wish.prompt) && plan.keep <= shared_.size()) {
    plan = {shared_.size(), shared_.size(), true};
  }
  plan.keep = std::min(plan.keep, wish.reuse);
  plan.shared = std::min(plan.shared, plan.keep);
  return plan;
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
  if (plan.keep == slot.tokens.size()) return plan.keep;
  if (plan.keep > 0 && memory_.drop_tail(sequence_of(slot), plan.keep)) {
    slot.tokens.resize(plan.keep);
    slot.shared = plan.shared;
    return plan.keep;
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
