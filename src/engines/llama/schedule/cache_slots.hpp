#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engines/llama/tokens.hpp"

namespace hotpin::engines::llama {

/// The model's memory: one run of cells per sequence, from position 0 on. Engine thread only.
class CacheMemory {
 public:
  virtual ~CacheMemory() = default;
  /// Keeps the first `keep` tokens of a sequence. False when the model cannot (recurrent models,
  /// sliding windows): the sequence is then unusable until clear().
  virtual bool drop_tail(int sequence, std::size_t keep) = 0;
  /// Takes the tokens [from, to) out of a sequence; those behind move up to `from`. Nothing of it
  /// may be shared. False when the model cannot: then nothing has changed.
  virtual bool cut(int sequence, std::size_t from, std::size_t to) = 0;
  virtual void clear(int sequence) = 0;
  /// `to` must be empty. The cells are shared, not copied.
  virtual void share(int from, int to) = 0;
};

/// Who holds which part of the model's cache: a pool of slots, one per conversation, the least
/// recently used of which gives way. Sequence 0 holds what all conversations begin with; slot n
/// uses sequence n + 1. Cells are counted: a grant reserves what its conversation may still grow
/// by, so that decoding never runs out of them. Owned by the scheduler; engine thread only.
class CacheSlots {
 public:
  static constexpr int kSharedSequence = 0;

  struct Wish {
    std::string conversation;  ///< empty: nothing is kept after release()
    const Tokens& prompt;
    std::size_t growth = 0;  ///< tokens that will be appended behind the prompt, at most
    std::size_t reuse = 0;   ///< of the prompt's tokens, how many may come from the cache
  };
  struct Grant {
    std::size_t slot = 0;
    std::size_t cached = 0;  ///< tokens of the prompt that the slot holds already
  };

  CacheSlots(CacheMemory& memory, std::size_t slots, std::size_t cells);

  /// `tokens` have been decoded into sequence 0. At start only, before any grant.
  void set_shared_prefix(Tokens tokens);
  std::size_t shared_prefix_tokens() const { return shared_.size(); }
  /// The longest prompt with its growth that is granted for certain once no slot is busy.
  std::size_t capacity() const { return cells_ - shared_.size(); }

  /// The conversation's own slot, else a free one, else the idle one not used for longest. Nothing
  /// when the slot is busy, all are, or the busy ones leave too few cells.
  std::optional<Grant> acquire(const Wish& wish);
  /// Tokens of the prompt that acquire() would find in the cache.
  std::size_t reusable(const std::string& conversation, const Tokens& prompt) const;
  /// Whether it has a slot, with more than what all share.
  bool holds(const std::string& conversation) const;
  /// Whether so many slots are free, and so many more tokens fit beside all that is held.
  bool has_room(std::size_t slots, std::size_t tokens) const;
  /// The slot is this conversation's now, in place of the one it had. False when that one is busy:
  /// then nothing has changed.
  bool move(std::size_t slot, const std::string& conversation);
  /// What has been decoded into the slot's sequence.
  void append(std::size_t slot, std::span<const Token> tokens);
  std::size_t size(std::size_t slot) const { return slots_[slot].tokens.size(); }
  /// No longer busy; the tokens stay for the conversation's next turn.
  void release(std::size_t slot);
  /// No longer busy, and nothing of it is kept.
  void drop(std::size_t slot);
  /// The conversation is over; a busy slot goes when it is released.
  void forget(const std::string& conversation);
  void evict_idle();

  static int sequence(std::size_t slot) { return static_cast<int>(slot) + 1; }

 private:
  struct Slot {
    std::string conversation;
    Tokens tokens;                ///< what its sequence holds
    std::size_t shared = 0;       ///< leading tokens whose cells belong to sequence 0
    std::size_t reserved = 0;     ///< tokens it may grow to while busy
    std::uint64_t last_used = 0;  ///< 0: free
    bool busy = false;
  };
  /// Tokens that the prompt has no more, in front of others that it still has: old turns.
  struct Gap {
    std::size_t at = 0;
    std::size_t tokens = 0;  ///< 0: there is none
    std::size_t behind = 0;  ///< tokens behind it that go on as the prompt does
  };
  struct Plan {
    Gap gap;                 ///< to be cut out first
    std::size_t keep = 0;    ///< tokens to take over from the slot or from sequence 0
    std::size_t shared = 0;  ///< of those, cells of sequence 0
    bool from_shared = false;
  };

  Slot* find(const std::string& conversation);
  const Slot* find(const std::string& conversation) const;
  Slot* oldest_idle();
  Slot* oldest_filled(const Slot& except);
  Plan plan(const Slot& slot, const Wish& wish) const;
  Gap find_gap(const Slot& slot, const Tokens& prompt, std::size_t at) const;
  std::size_t cells_besides(const Slot& slot) const;
  bool make_room(const Slot& slot, std::size_t cells);
  std::size_t fill_from_cache(Slot& slot, const Wish& wish, const Plan& plan);
  bool close_gap(Slot& slot, const Gap& gap);
  std::size_t keep_prefix(Slot& slot, const Wish& wish, std::size_t keep, std::size_t shared);
  void take_shared(Slot& slot);
  void clear(Slot& slot);
  bool begins_with_shared(const Tokens& prompt) const;
  int sequence_of(const Slot& slot) const;

  CacheMemory& memory_;
  std::vector<Slot> slots_;
  std::size_t cells_;
  Tokens shared_;
  std::uint64_t uses_ = 0;
};

}  // namespace hotpin::engines::llama
