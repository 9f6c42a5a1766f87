#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <new>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "engines/llama/schedule/scheduler.hpp"

namespace hotpin::engines::llama {

using Role = engine::ChatMessage::Role;

inline constexpr Token kEnd = 0;
inline constexpr std::size_t kReplyLength = 6;

/// One token a byte; roles are tokens of their own.
class ToyLanguage final : public Language {
 public:
  base::Result<Tokens> prompt(const std::vector<engine::ChatMessage>& messages,
                              const std::string& /*reply_so_far*/) const override {
    Tokens tokens;
    for (const engine::ChatMessage& message : messages) {
      tokens.push_back(300 + static_cast<Token>(message.role));
      for (const char c : message.content) tokens.push_back(static_cast<unsigned char>(c));
    }
    tokens.push_back(400);
    return tokens;
  }
  std::string reply_start() const override { return start; }
  std::string text_of(Token token) const override { return {static_cast<char>(token)}; }
  bool ends_reply(Token token) const override { return token == kEnd; }
  const std::vector<bool>& sentence_ends() const override { return ends_; }

  std::string start;

 private:
  std::vector<bool> ends_;  // the toy's decoder does without
};

/// What the model says next depends on every token before it.
inline Token toy_next(const Tokens& before) {
  std::size_t begin = before.size();
  while (begin > 0 && before[begin - 1] != 400) --begin;
  if (before.size() - begin >= kReplyLength) return kEnd;
  std::uint32_t mixed = 7;
  for (const Token token : before) mixed = mixed * 31 + static_cast<std::uint32_t>(token);
  return 'a' + static_cast<Token>(mixed % 26);
}

inline double toy_share(const Tokens& before) {
  std::uint32_t mixed = 11;
  for (const Token token : before) mixed = mixed * 31 + static_cast<std::uint32_t>(token);
  return mixed % 1000 / 1000.0;
}

/// Holds the sequences and refuses what llama.cpp would: gaps in positions, and more cells than it
/// has.
class ToyDecoder final : public Decoder {
 public:
  explicit ToyDecoder(std::size_t cells, bool drops_tails = true)
      : cells_(cells), drops_tails_(drops_tails) {}

  Decoded decode(std::span<const Row> rows, const StopPass& stop) override {
    if (++passes == throws_at) throw std::bad_alloc();
    if (during_pass) during_pass();
    if (stop && stop()) return Decoded::stopped;
    longest_pass = std::max(longest_pass, rows.size());
    if (fails) return Decoded::failed;
    if (used() + rows.size() > cells_) return Decoded::cache_full;
    next_.clear();
    shares_.clear();
    for (const Row& row : rows) {
      Cells& cells = sequences_[row.sequence];
      EXPECT_EQ(row.position, cells.size()) << "positions must be consecutive";
      cells.push_back({next_cell_++, row.token});
      Tokens before;
      for (const Cell& cell : cells) before.push_back(cell.token);
      next_.push_back(row.wants_next ? toy_next(before) : -1);
      shares_.push_back(toy_share(before));
    }
    decoded += rows.size();
    took_ = row_time * static_cast<std::int64_t>(rows.size());
    return Decoded::done;
  }
  base::Duration took() const override { return took_; }
  Token next_token(std::size_t index) override {
    EXPECT_GE(next_.at(index), 0) << "no next token was asked for";
    return next_.at(index);
  }
  std::unique_ptr<Sampler> make_sampler(const engine::Sampling& sampling) override {
    if (sampling.temperature.value_or(0) <= 0) return nullptr;
    ++samplers;
    return std::make_unique<ToySampler>(*this, sampling.seed.value_or(25));
  }
  /// Depends on every token before it, too.
  double share_of(const std::vector<bool>& /*tokens*/, std::size_t index) override {
    EXPECT_GE(next_.at(index), 0) << "no next token was asked for";
    return shares_.at(index);
  }
  bool drop_tail(int sequence, std::size_t keep) override {
    if (!drops_tails_) return false;
    sequences_[sequence].resize(keep);
    return true;
  }
  bool cut(int sequence, std::size_t from, std::size_t to) override {
    if (!cuts) return false;
    Cells& cells = sequences_[sequence];
    EXPECT_TRUE(from < to && to <= cells.size());
    for (std::size_t i = from; i < cells.size(); ++i) {
      EXPECT_TRUE(is_own(sequence, cells[i])) << "a cell that others have cannot move";
    }
    cells.erase(cells.begin() + static_cast<std::ptrdiff_t>(from),
                cells.begin() + static_cast<std::ptrdiff_t>(to));
    return true;
  }
  void clear(int sequence) override { sequences_[sequence].clear(); }
  void share(int from, int to) override {
    EXPECT_TRUE(sequences_[to].empty());
    sequences_[to] = sequences_[from];
  }

  std::size_t used() const {
    std::set<std::uint64_t> cells;
    for (const auto& [sequence, held] : sequences_) {
      for (const Cell& cell : held) cells.insert(cell.number);
    }
    return cells.size();
  }

  std::size_t decoded = 0;
  base::Duration row_time{};  // what a pass is said to take for each row
  int samplers = 0;           // that were made
  bool cuts = true;
  std::function<void()> during_pass;
  std::size_t longest_pass = 0;  // rows
  bool fails = false;
  int passes = 0;
  int throws_at = 0;  // of the passes; 0: at none

 private:
  /// What is likeliest, moved on in the alphabet by the seed and by what it has chosen.
  class ToySampler final : public Sampler {
   public:
    ToySampler(ToyDecoder& decoder, std::int32_t seed) : decoder_(decoder), state_(seed) {}
    Token choose(std::size_t index) override {
      const Token likeliest = decoder_.next_token(index);
      if (likeliest == kEnd) return kEnd;
      const Token chosen = 'a' + (likeliest - 'a' + state_) % 26;
      state_ = (state_ + chosen) % 26;
      return chosen;
    }

   private:
    ToyDecoder& decoder_;
    std::int32_t state_;
  };
  struct Cell {
    std::uint64_t number = 0;
    Token token = 0;
  };
  using Cells = std::vector<Cell>;
  bool is_own(int sequence, const Cell& cell) const {
    for (const auto& [other, held] : sequences_) {
      if (other == sequence) continue;
      for (const Cell& its : held) {
        if (its.number == cell.number) return false;
      }
    }
    return true;
  }
  base::Duration took_{};
  std::size_t cells_;
  bool drops_tails_;
  std::uint64_t next_cell_ = 0;
  std::map<int, Cells> sequences_;
  std::vector<Token> next_;
  std::vector<double> shares_;
};

struct Outcome {
  std::string text;
  std::string error;
  engine::LlmPrompted prompted;
  int terminals = 0;
};

inline const std::vector<engine::ChatMessage> kShared = {{Role::system, "be brief and kind"}};

class Bench {
 public:
  explicit Bench(std::size_t cells = 1000, std::size_t slots = 4, bool drops_tails = true)
      : decoder(cells, drops_tails),
        scheduler(language, decoder,
                  {.slots = slots, .cells = cells, .sequence_tokens = cells, .rows = 64}) {
    EXPECT_TRUE(scheduler.load_shared_prefix(kShared));
  }

  static engine::LlmRequest request(const std::string& conversation,
                                    const std::vector<std::string>& said) {
    engine::LlmRequest request{conversation, kShared, 20};
    for (std::size_t i = 0; i < said.size(); ++i) {
      request.messages.push_back({i % 2 == 0 ? Role::user : Role::assistant, said[i]});
    }
    return request;
  }
  std::shared_ptr<Outcome> ask(engine::LlmRequest asked, std::stop_token stop = {}) {
    auto outcome = std::make_shared<Outcome>();
    scheduler.reply(
        std::move(asked),
        [outcome](engine::LlmEvent event) {
          if (const auto* delta = std::get_if<engine::LlmDelta>(&event))
            outcome->text += delta->text;
          else if (const auto* prompted = std::get_if<engine::LlmPrompted>(&event))
            outcome->prompted = *prompted;
          else ++outcome->terminals;
          if (const auto* error = std::get_if<base::Error>(&event)) outcome->error = error->code;
        },
        std::move(stop));
    return outcome;
  }
  void run() {
    for (int steps = 0; !scheduler.idle() && steps < 100'000; ++steps) scheduler.step();
    EXPECT_TRUE(scheduler.idle());
  }

  ToyLanguage language;
  ToyDecoder decoder;
  Scheduler scheduler;
};

/// The reply the model gives when it sees exactly these messages and nothing was ever cached.
inline std::string expected_reply(const engine::LlmRequest& asked) {
  Tokens tokens = ToyLanguage().prompt(asked.messages, {}).value();
  std::string text;
  for (Token next = toy_next(tokens); next != kEnd; next = toy_next(tokens)) {
    text += static_cast<char>(next);
    tokens.push_back(next);
  }
  return text;
}

}  // namespace hotpin::engines::llama
