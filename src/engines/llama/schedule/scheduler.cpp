#include "engines/llama/schedule/scheduler.hpp"

#include <algorithm>
#include <utility>

#include "base/assert.hpp"
#include "base/diagnostics/faults.hpp"
#include "engine/context.hpp"

namespace hotpin::engines::llama {
namespace {

using engine::kCancelled;
using engine::LlmDone;

bool is_over(const Job& job) { return job.over; }

/// The most urgent first: Job::Kind, then replies in the background.
constexpr int kRanks = 4;
int rank(const Job& job) { return job.is_background() ? kRanks - 1 : static_cast<int>(job.kind); }

}  // namespace

Scheduler::Scheduler(const Language& language, Decoder& decoder, const Limits& limits)
    : language_(language),
      decoder_(decoder),
      limits_(limits),
      slots_(decoder, limits.slots, limits.cells),
      prompts_(language, slots_, limits.sequence_tokens) {}

base::Status Scheduler::load_shared_prefix(std::vector<engine::ChatMessage> messages) {
  const std::size_t most = std::min(limits_.sequence_tokens, limits_.cells) / 2;
  base::Result<Tokens> prefix = prompts_.prompts().open(messages, most);
  if (!prefix) return prefix.error();
  for (std::size_t from = 0; from < prefix->size(); from += limits_.rows) {
    rows_.clear();
    for (std::size_t i = from; i < std::min(from + limits_.rows, prefix->size()); ++i) {
      rows_.push_back({CacheSlots::kSharedSequence, i, (*prefix)[i], false});
    }
    rows_.back().wants_next = true;  // so that all of the model has run once
    const Decoded decoded = decoder_.decode(rows_, {});
    pace_.note(rows_.size(), decoder_.took());
    if (decoded != Decoded::done) {
      return base::Error{"bad_model", "the language model cannot decode its first prompt"};
    }
  }
  slots_.set_shared_prefix(std::move(*prefix));
  prompts_.prompts().set_shared(std::move(messages));
  return base::ok();
}

base::Duration Scheduler::token_time() {
  constexpr std::size_t kTokens = 4;
  const std::size_t begin = slots_.shared_prefix_tokens();
  if (begin == 0 || slots_.capacity() <= kTokens) return {};
  const int sequence = CacheSlots::sequence(0);
  decoder_.share(CacheSlots::kSharedSequence, sequence);
  base::Duration took{};
  for (std::size_t i = 0; i < kTokens; ++i) {
    const Row row{sequence, begin + i, 0, true};
    if (decoder_.decode({&row, 1}, {}) == Decoded::done) took += decoder_.took();
  }
  decoder_.clear(sequence);
  return took / static_cast<std::int64_t>(kTokens);
}

void Scheduler::reply(engine::LlmRequest request, engine::LlmSink sink, std::stop_token stop) {
  drop_favours(request.conversation);
  Job job;
  job.request = std::move(request);
  job.sink = std::move(sink);
  job.stop = std::move(stop);
  job.sampler = decoder_.make_sampler(job.request.sampling);
  if (job.stop.stop_requested()) {
    job.end_with_error(kCancelled, "no longer wanted");
  } else if (!has_room_for(job)) {
    job.end_with_error("overloaded", "too many replies wait for the language model");
  } else if (write_prompt(job)) {
    waiting_.push_back(std::move(job));
  }
}

/// Those whom nobody waits for make way.
bool Scheduler::has_room_for(const Job& reply) {
  if (waiting_replies() < kMaxWaiting) return true;
  end_stopped();
  for (Job& job : waiting_) {
    if (waiting_replies() < kMaxWaiting || reply.is_background()) break;
    if (job.is_background()) job.end_with_error("overloaded", "others wait for the language model");
  }
  sweep();
  return waiting_replies() < kMaxWaiting;
}

std::size_t Scheduler::waiting_replies() const {
  return static_cast<std::size_t>(
      std::count_if(waiting_.begin(), waiting_.end(),
                    [](const Job& waiting) { return waiting.is_reply() && !waiting.over; }));
}

void Scheduler::prepare(engine::LlmRequest request) {
  Job job;
  job.kind = Job::Kind::prepare;
  job.request = std::move(request);
  drop_favours(job.request.conversation);
  for (Job& one : prompts_.prepares(std::move(job), pace_)) offer(std::move(one));
}

void Scheduler::judge_end(engine::LlmRequest request, engine::EndSink sink) {
  Job job;
  job.kind = Job::Kind::judge;
  job.request = std::move(request);
  job.judged = std::move(sink);
  drop_favours(job.request.conversation);
  offer(std::move(job));
}

/// What nobody waits for is a favour.
void Scheduler::offer(Job job) {
  if (waiting_.size() >= 2 * kMaxWaiting) return;
  if (write_prompt(job)) waiting_.push_back(std::move(job));
}

void Scheduler::forget(const std::string& conversation) {
  drop_favours(conversation);
  slots_.forget(conversation);
  slots_.forget(Job::cache_name(conversation, true));
}

void Scheduler::stop() { end_all(kCancelled, "the server is stopping"); }

void Scheduler::end_all(const std::string& code, const std::string& detail) {
  const auto end = [&](Job& job) { job.end_with_error(code, detail); };
  std::for_each(waiting_.begin(), waiting_.end(), end);
  std::for_each(active_.begin(), active_.end(), end);
  sweep();
}

void Scheduler::step() {
  if (base::guarded("llm", [this] { advance(); })) return;
  base::guarded("llm", [this] {
    for (const Job& job : active_) slots_.drop(job.slot);  // what they hold is not known any more
    end_all("llm_failed", "the language model failed");
  });
}

void Scheduler::advance() {
  end_stopped();
  admit();
  sweep();
  plan();
  const bool prompt_among = std::any_of(feeds_.begin(), feeds_.end(),
                                        [](const Feed& feed) { return feed.job->in_prompt(); });
  const std::span<const Feed> feeds(feeds_);
  if (prompt_among || feeds.size() >= kSideBySide) {
    run(feeds);
  } else {
    for (std::size_t i = 0; i < feeds.size(); ++i) run(feeds.subspan(i, 1));
  }
  sweep();
}

bool Scheduler::write_prompt(Job& job) {
  const base::TimePoint begin = std::chrono::steady_clock::now();
  if (const base::Status written = prompts_.write(job, pace_); !written) {
    job.end(written.error());
    return false;
  }
  job.prompt_tokens = job.tokens.size();
  job.reply_limit = prompts_.reply_room(job);
  job.prompt_time = std::chrono::steady_clock::now() - begin;
  return true;
}

void Scheduler::drop_favours(const std::string& conversation) {
  const auto drop = [&](Job& job) {
    if (!job.is_reply() && job.request.conversation == conversation) job.over = true;
  };
  std::for_each(waiting_.begin(), waiting_.end(), drop);
  std::for_each(active_.begin(), active_.end(), drop);
  sweep();
}

void Scheduler::end_stopped() {
  const auto check = [](Job& job) {
    if (job.stop.stop_requested()) job.end_with_error(kCancelled, "no longer wanted");
  };
  std::for_each(waiting_.begin(), waiting_.end(), check);
  std::for_each(active_.begin(), active_.end(), check);
  sweep();
}

/// The most urgent first, each kind in order: a reply that cannot get a slot yet is not overtaken.
void Scheduler::admit() {
  for (int urgency = 0; urgency < kRanks; ++urgency) {
    for (Job& job : waiting_) {
      if (job.over || rank(job) != urgency || begin(job)) continue;
      if (job.kind != Job::Kind::judge) return;
      break;
    }
  }
}

bool Scheduler::begin(Job& job) {
  if (!grant(job) && !(job.is_wanted_reply() && make_way() && grant(job))) return false;
  Job& begun = active_.emplace_back(std::exchange(job, {}));
  job.over = true;
  if (!begun.in_prompt() && !begun.wants_next()) end_prepare(begun);  // it was in the cache
  return true;
}

bool Scheduler::grant(Job& job) {
  // What a judgement decodes is not kept, so that it never takes a conversation's slot for long.
  const bool is_kept = job.kind != Job::Kind::judge;
  CacheSlots::Wish wish{is_kept ? job.cache_name() : "", job.tokens, job.reply_limit,
                        job.tokens.size()};
  if (job.wants_next()) --wish.reuse;  // the next token comes from behind the last one decoded
  const std::optional<CacheSlots::Grant> granted = slots_.acquire(wish);
  // Prompts are cut to what an empty cache can hold, so somebody is about to free something.
  if (!granted) HOTPIN_ASSERT(!active_.empty());
  if (!granted) return false;
  job.slot = granted->slot;
  job.cached = granted->cached;
  job.fed = granted->cached;
  return true;
}

/// Favours, and replies that nobody waits for, give their slots and cells up to a reply.
bool Scheduler::make_way() {
  const auto give_up = [this](Job& job) {
    if (job.is_wanted_reply()) return false;
    slots_.release(job.slot);
    if (job.is_reply()) job.end_with_error("overloaded", "others wait for the language model");
    return true;
  };
  return active_.remove_if(give_up) > 0;
}

void Scheduler::plan() {
  feeds_.clear();
  // Of those whom nobody waits for one at a time, if there is nothing else: whoever comes waits for
  // a single row.
  const bool has_others = std::any_of(active_.begin(), active_.end(),
                                      [](const Job& job) { return !job.is_background(); });
  for (Job& job : active_) {
    if (job.in_prompt() || (job.is_background() && (has_others || !feeds_.empty()))) continue;
    feeds_.push_back({&job, 1});
  }
  plan_prompts();
}

/// The most urgent first, side by side where there is room; work ahead by itself.
void Scheduler::plan_prompts() {
  std::vector<Job*> prompts;
  for (Job& job : active_) {
    if (job.in_prompt()) prompts.push_back(&job);
  }
  std::stable_sort(prompts.begin(), prompts.end(),
                   [](const Job* a, const Job* b) { return rank(*a) < rank(*b); });
  std::size_t room = prompts.empty() ? 0 : prompt_room(*prompts.front());
  for (Job* job : prompts) {
    const bool is_alone = job->is_favour() && job != prompts.front();
    if (room == 0 || is_alone || (job->is_background() && !feeds_.empty())) return;
    feeds_.push_back({job, std::min(job->prompt_tokens - job->fed, room)});
    room -= feeds_.back().count;
  }
}

std::size_t Scheduler::prompt_room(const Job& first) const {
  const std::size_t most = limits_.rows - feeds_.size();
  if (first.is_favour() || !feeds_.empty()) return std::min(most, shared_chunk());
  return crowded() ? std::min(most, pace_.rows_in(kPromptPass)) : most;
}

bool Scheduler::crowded() const {
  const auto is_reply = [](const Job& job) { return job.is_wanted_reply(); };
  return std::count_if(active_.begin(), active_.end(), is_reply) > 1 ||
         std::any_of(waiting_.begin(), waiting_.end(), is_reply);
}

void Scheduler::run(std::span<const Feed> feeds) {
  rows_.clear();
  for (const Feed& feed : feeds) {
    const Job& job = *feed.job;
    for (std::size_t at = job.fed; at < job.fed + feed.count; ++at) {
      const bool wants_next = job.wants_next() && at + 1 == job.tokens.size();
      rows_.push_back({CacheSlots::sequence(job.slot), at, job.tokens[at], wants_next});
    }
  }
  const Decoded decoded = decode([&] { return may_stop(feeds); });
  if (decoded == Decoded::stopped) return;
  if (decoded != Decoded::done) return fail(feeds);
  pace_.note(rows_.size(), decoder_.took());
  std::size_t end = 0;
  for (const Feed& feed : feeds) {
    end += feed.count;
    after(feed, end - 1);
  }
}

/// Cells are counted, so the cache is not full; should the count be wrong, idle slots go.
Decoded Scheduler::decode(const StopPass& stop) {
  const Decoded first = decoder_.decode(rows_, stop);
  if (first != Decoded::cache_full) return first;
  slots_.evict_idle();
  return decoder_.decode(rows_, stop);
}

/// Nobody wants what is decoded, or somebody something else.
bool Scheduler::may_stop(std::span<const Feed> feeds) const {
  return std::all_of(feeds.begin(), feeds.end(), [this](const Feed& feed) {
    const Job& job = *feed.job;
    return job.stop.stop_requested() || (job.is_favour() && is_hurried_);
  });
}

std::size_t Scheduler::shared_chunk() const {
  return std::min(pace_.rows_in(kSharedPass), kSharedChunk);
}

void Scheduler::after(const Feed& feed, std::size_t last_row) {
  Job& job = *feed.job;
  if (job.in_prompt()) job.prompt_time += decoder_.took();
  slots_.append(job.slot, std::span(job.tokens).subspan(job.fed, feed.count));
  job.fed += feed.count;
  if (job.fed < job.tokens.size()) return;
  if (job.is_reply()) take_token(job, next_token(job, last_row));
  else end_prepare(job);
  if (job.judged) job.judged(decoder_.share_of(language_.sentence_ends(), last_row));
}

/// Or a judgement.
void Scheduler::end_prepare(Job& job) {
  job.over = true;
  if (job.is_aside) slots_.move(job.slot, job.request.conversation);
}

Token Scheduler::next_token(const Job& job, std::size_t row) {
  return job.sampler ? job.sampler->choose(row) : decoder_.next_token(row);
}

void Scheduler::take_token(Job& job, Token token) {
  if (job.stop.stop_requested()) return job.end_with_error(kCancelled, "no longer wanted");
  if (job.reply_tokens() == 0) {
    job.say_prompted();
    const std::string start = language_.reply_start();
    if (!start.empty() && job.request.reply_so_far.empty()) job.say(start);
  }
  if (language_.ends_reply(token)) return job.end_with_reply(LlmDone::Why::finished);
  job.tokens.push_back(token);
  job.say(language_.text_of(token));
  if (job.reply_tokens() >= job.reply_limit) job.end_with_reply(LlmDone::Why::token_limit);
}

/// What the cache holds of these conversations is not known any more.
void Scheduler::fail(std::span<const Feed> feeds) {
  for (const Feed& feed : feeds) {
    slots_.drop(feed.job->slot);
    feed.job->end_with_error("llm_failed", "the language model could not decode");
  }
}

void Scheduler::sweep() {
  std::erase_if(waiting_, is_over);
  active_.remove_if([this](const Job& job) {
    if (job.over) slots_.release(job.slot);
    return job.over;
  });
}

}  // namespace hotpin::engines::llama
