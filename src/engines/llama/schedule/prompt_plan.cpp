#include "engines/llama/schedule/prompt_plan.hpp"

#include <algorithm>
#include <utility>

namespace hotpin::engines::llama {

std::size_t PromptPlan::reply_room(const Job& job) const {
  if (!job.is_reply()) return 0;
  const std::size_t most = std::min(sequence_tokens_, slots_.capacity());
  return std::min(static_cast<std::size_t>(std::max(job.request.max_tokens, 1)), most / 2);
}

base::Status PromptPlan::write(Job& job, const Pace& pace) {
  if (!job.tokens.empty()) return base::ok();
  const bool may_be_long = job.kind == Job::Kind::judge || !job.has_words();
  base::Result<Tokens> prompt = tokens(job, 0);
  if (prompt && !may_be_long) {
    prompt = newest(job, std::move(*prompt), std::max(pace.rows_in(kColdTurns), kLeastCold));
  }
  if (!prompt) return prompt.error();
  if (prompt->empty()) return base::Error{"bad_request", "there is nothing to answer"};
  job.tokens = std::move(*prompt);
  return base::ok();
}

std::vector<Job> PromptPlan::prepares(Job prepare, const Pace& pace) {
  if (prepare.has_words()) return {std::move(prepare)};
  base::Result<Tokens> whole = tokens(prepare, 0);
  if (!whole) return {std::move(prepare)};  // write() tells why
  const std::size_t most = pace.rows_in(kColdAhead);
  if (unread(prepare, *whole) <= most) {
    prepare.tokens = std::move(*whole);
    return {std::move(prepare)};
  }
  Job aside = prepare;
  aside.is_aside = true;
  aside.tokens = *whole;
  std::vector<Job> out;
  if (!slots_.holds(prepare.request.conversation)) {
    prepare.tokens = newest(prepare, std::move(*whole), most);
    out.push_back(std::move(prepare));
  }
  const std::size_t more_slots = out.size() + 1;
  if (slots_.holds(aside.cache_name()) || slots_.has_room(more_slots, aside.tokens.size()))
    out.push_back(std::move(aside));
  return out;
}

base::Result<Tokens> PromptPlan::tokens(const Job& job, std::size_t left_out) {
  const std::size_t room = std::min(sequence_tokens_, slots_.capacity());
  const engine::LlmRequest& request = job.request;
  if (!job.is_reply()) return prompts_.open(request.messages, room - reply_room(job), left_out);
  return prompts_.reply(request.messages, room - reply_room(job), request.reply_so_far, left_out);
}

/// `whole`, or with as many turns as leave no more than `cold_tokens` of them to be read.
Tokens PromptPlan::newest(const Job& job, Tokens whole, std::size_t cold_tokens) {
  const std::size_t unread_whole = unread(job, whole);
  if (unread_whole <= cold_tokens) return whole;
  const std::size_t turns = prompts_.turns(job.request.messages);
  base::Result<Tokens> none = tokens(job, turns);
  if (!none) return whole;
  const std::size_t most = unread(job, *none) + cold_tokens;
  if (unread_whole <= most) return whole;
  for (std::size_t left_out = 1; left_out < turns; ++left_out) {
    base::Result<Tokens> some = tokens(job, left_out);
    if (some && unread(job, *some) <= most) return std::move(*some);
  }
  return std::move(*none);
}

std::size_t PromptPlan::unread(const Job& job, const Tokens& prompt) const {
  return prompt.size() - slots_.reusable(job.cache_name(), prompt);
}

}  // namespace hotpin::engines::llama
