#pragma once

#include <atomic>
#include <cstddef>
#include <deque>
#include <list>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "engine/llm.hpp"
#include "engines/llama/language.hpp"
#include "engines/llama/schedule/cache_slots.hpp"
#include "engines/llama/schedule/decoder.hpp"
#include "engines/llama/schedule/job.hpp"
#include "engines/llama/schedule/pace.hpp"
#include "engines/llama/schedule/prompt_plan.hpp"

namespace hotpin::engines::llama {

/// Decides what the model does next. Each step is one pass of the model over the next token of
/// every reply under way and a piece of the prompts, the first that came first: they are bound by
/// arithmetic, so many at once would only make each other late. What is most urgent goes first:
/// whether somebody has finished is known within moments or of no use. Owned by the engine; its
/// thread only.
class Scheduler {
 public:
  /// Replies waiting for a slot; one more ends with the error "overloaded".
  static constexpr std::size_t kMaxWaiting = 64;
  /// Prompt tokens of one step while another reply is under way or waits, and of work ahead, whose
  /// pass is lost when a reply comes: what the model reads in kSharedPass, at most kSharedChunk.
  static constexpr base::Duration kSharedPass = std::chrono::milliseconds(80);
  static constexpr std::size_t kSharedChunk = 32;
  /// Prompts that are read side by side while no reply is under way: together so much, so that the
  /// first of them is not late.
  static constexpr base::Duration kPromptPass = std::chrono::milliseconds(240);
  /// Fewer replies than this are decoded one by one: a pass over two or three costs more than two
  /// or three passes over one (measured; matrix kernels replace vector kernels).
  static constexpr std::size_t kSideBySide = 4;

  struct Limits {
    std::size_t slots = 1;
    std::size_t cells = 0;            ///< tokens of all conversations together
    std::size_t sequence_tokens = 0;  ///< of one conversation, as the model was trained
    std::size_t rows = 0;             ///< most rows of one decode()
  };

  Scheduler(const Language& language, Decoder& decoder, const Limits& limits);

  base::Status load_shared_prefix(std::vector<engine::ChatMessage> messages);
  /// How long one token of a reply takes while nothing else is done, measured behind the shared
  /// prefix; 0 where there is no room for that.
  base::Duration token_time();
  void reply(engine::LlmRequest request, engine::LlmSink sink, std::stop_token stop);
  void prepare(engine::LlmRequest request);
  void judge_end(engine::LlmRequest request, engine::EndSink sink);
  void forget(const std::string& conversation);

  bool idle() const { return waiting_.empty() && active_.empty(); }
  /// What is thrown inside ends everything that is under way or waits with an error, as nobody
  /// knows whose fault it was.
  void step();
  /// From any thread: something that somebody waits for is on its way. Until it has come, passes
  /// that nobody waits for stop.
  void hurry() { is_hurried_ = true; }
  void has_come() { is_hurried_ = false; }
  /// Ends every reply as cancelled.
  void stop();

 private:
  struct Feed {
    Job* job = nullptr;
    std::size_t count = 0;  ///< of its tokens that are not in the cache yet
  };

  void advance();
  void end_all(const std::string& code, const std::string& detail);
  bool write_prompt(Job& job);
  bool has_room_for(const Job& reply);
  std::size_t waiting_replies() const;
  void offer(Job job);
  void drop_favours(const std::string& conversation);
  void end_stopped();
  void admit();
  bool begin(Job& job);
  bool grant(Job& job);
  bool make_way();
  void plan();
  void plan_prompts();
  std::size_t prompt_room(const Job& first) const;
  void run(std::span<const Feed> feeds);
  Decoded decode(const StopPass& stop);
  bool may_stop(std::span<const Feed> feeds) const;
  std::size_t shared_chunk() const;
  void after(const Feed& feed, std::size_t last_row);
  void end_prepare(Job& job);
  Token next_token(const Job& job, std::size_t row);
  void take_token(Job& job, Token token);
  void fail(std::span<const Feed> feeds);
  void sweep();
  bool crowded() const;

  const Language& language_;
  Decoder& decoder_;
  Limits limits_;
  CacheSlots slots_;
  PromptPlan prompts_;
  Pace pace_;
  std::deque<Job> waiting_;  ///< in order; prepares too
  std::list<Job> active_;    ///< hold a slot, in the order they got it
  std::vector<Feed> feeds_;  ///< the step under way
  std::vector<Row> rows_;
  std::atomic<bool> is_hurried_ = false;
};

}  // namespace hotpin::engines::llama
