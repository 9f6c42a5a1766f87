#include "engines/llama/model.hpp"

#include <algorithm>
#include <array>
#include <type_traits>
#include <utility>

#include "base/machine/mapped_file.hpp"
#include "base/utf8.hpp"
#include "engines/llama/model_file.hpp"
#include "engines/llama/vendor_log.hpp"

namespace hotpin::engines::llama {
namespace {

static_assert(std::is_same_v<Token, llama_token>);

std::string piece(const llama_vocab& vocab, Token token, bool with_control) {
  std::array<char, 128> small{};
  const auto ask = [&](char* to, std::size_t bytes) {
    return llama_token_to_piece(&vocab, token, to, static_cast<std::int32_t>(bytes), 0,
                                with_control);
  };
  const std::int32_t bytes = ask(small.data(), small.size());
  if (bytes >= 0) return {small.data(), static_cast<std::size_t>(bytes)};
  std::string large(static_cast<std::size_t>(-bytes), '\0');
  ask(large.data(), large.size());
  return large;
}

std::string text_of_special(const llama_vocab& vocab, Token token) {
  return token == LLAMA_TOKEN_NULL ? std::string() : piece(vocab, token, true);
}

std::vector<std::string> control_texts(const llama_vocab& vocab) {
  std::vector<std::string> texts;
  for (Token token = 0; token < llama_vocab_n_tokens(&vocab); ++token) {
    const auto attributes = static_cast<unsigned>(llama_vocab_get_attr(&vocab, token));
    if ((attributes & (LLAMA_TOKEN_ATTR_CONTROL | LLAMA_TOKEN_ATTR_UNKNOWN)) == 0) continue;
    std::string text = llama_vocab_get_text(&vocab, token);
    if (text.size() > 1) texts.push_back(std::move(text));
  }
  return texts;
}

base::Error bad_model(const std::string& path, const std::string& why) {
  return {"bad_model", "the language model " + path + " " + why};
}

bool can_answer(const llama_model& weights) {
  return llama_model_has_decoder(&weights) && !llama_model_has_encoder(&weights) &&
         !llama_model_is_diffusion(&weights) &&
         llama_vocab_type(llama_model_get_vocab(&weights)) != LLAMA_VOCAB_TYPE_NONE;
}

/// See Language::reply_start().
std::string start_of_replies(const ChatTemplate& chat) {
  constexpr std::string_view kThought = "<think>";
  const base::Result<std::string> prompt =
      chat.render({{engine::ChatMessage::Role::user, "Hello"}});
  if (!prompt) return {};
  const std::size_t end = prompt->find_last_not_of(" \n");
  const std::string_view text = std::string_view(*prompt).substr(0, end + 1);
  return end != std::string::npos && text.ends_with(kThought) ? std::string(kThought)
                                                              : std::string();
}

std::vector<bool> sentence_ends_of(const llama_vocab& vocab) {
  std::vector<bool> ends;
  for (llama_token token = 0; token < llama_vocab_n_tokens(&vocab); ++token) {
    const std::string_view text = llama_vocab_get_text(&vocab, token);
    const bool is_mark = !text.empty() && std::string_view(".?!").find(text[0]) != text.npos;
    ends.push_back(is_mark || llama_vocab_is_eog(&vocab, token));
  }
  return ends;
}

}  // namespace

Model::Model(Weights weights, ChatTemplate chat)
    : weights_(std::move(weights)),
      vocab_(llama_model_get_vocab(weights_.get())),
      chat_(std::move(chat)),
      reply_start_(start_of_replies(chat_)),
      sentence_ends_(sentence_ends_of(*vocab_)),
      control_texts_(control_texts(*vocab_)) {
  for (const std::string& text : control_texts_) {
    if (control_starts_.find(text.front()) == std::string::npos) control_starts_ += text.front();
  }
}

base::Result<std::unique_ptr<Model>> Model::load(const std::string& path) {
  if (base::Status file = check_model_file(path); !file) return file.error();
  llama_model_params params = llama_model_default_params();
  params.n_gpu_layers = 0;
  take_vendor_error();
  Weights weights(llama_model_load_from_file(path.c_str(), params));
  if (!weights) return bad_model(path, "cannot be loaded: " + take_vendor_error());
  base::give_back_mapped(path);  // weights that this processor wants in another order were copied
  if (!can_answer(*weights)) return bad_model(path, "is not a model that answers in text");

  const llama_vocab& vocab = *llama_model_get_vocab(weights.get());
  const char* source = llama_model_chat_template(weights.get(), nullptr);
  base::Result<ChatTemplate> chat = ChatTemplate::parse(
      source == nullptr ? "" : source, text_of_special(vocab, llama_vocab_bos(&vocab)),
      text_of_special(vocab, llama_vocab_eos(&vocab)));
  if (!chat) return bad_model(path, "cannot be used: " + chat.error().detail);
  return std::make_unique<Model>(std::move(weights), std::move(*chat));
}

base::Result<Tokens> Model::prompt(const std::vector<engine::ChatMessage>& messages,
                                   const std::string& reply_so_far) const {
  std::vector<engine::ChatMessage> plain = messages;
  for (engine::ChatMessage& message : plain) {
    message.content = without_control_texts(base::to_valid_utf8(message.content));
  }
  const base::Result<std::string> text = chat_.render(plain);
  if (!text) return text.error();
  if (reply_so_far.empty()) return tokens_of(*text);
  const std::string after_thought = reply_start_.empty() ? "" : "</think>\n\n";
  return tokens_of(*text + after_thought +
                   without_control_texts(base::to_valid_utf8(reply_so_far)));
}

Tokens Model::tokens_of(const std::string& text) const {
  const auto bytes = static_cast<std::int32_t>(text.size());
  Tokens tokens(text.size() + 1);
  const std::int32_t count =
      llama_tokenize(vocab_, text.data(), bytes, tokens.data(),
                     static_cast<std::int32_t>(tokens.size()), /*add_special=*/false,
                     /*parse_special=*/true);
  tokens.resize(static_cast<std::size_t>(std::max(count, 0)));
  // Some templates print the begin token themselves, some leave it to the tokenizer.
  const Token begin = llama_vocab_bos(vocab_);
  if (llama_vocab_get_add_bos(vocab_) && (tokens.empty() || tokens.front() != begin)) {
    tokens.insert(tokens.begin(), begin);
  }
  return tokens;
}

/// Breaks up every control text with a space. Marking what was said through the template and
/// tokenising it apart would keep it to the letter, but templates lose the marks (split), and the
/// seams change the tokens.
std::string Model::without_control_texts(std::string_view said) const {
  std::string plain;
  plain.reserve(said.size());
  for (std::size_t i = 0; i < said.size(); ++i) {
    plain += said[i];
    if (control_starts_.find(said[i]) == std::string::npos) continue;
    const std::string_view rest = said.substr(i);
    const auto opens = [&](const std::string& text) { return rest.starts_with(text); };
    if (std::any_of(control_texts_.begin(), control_texts_.end(), opens)) plain += ' ';
  }
  return plain;
}

std::string Model::text_of(Token token) const { return piece(*vocab_, token, false); }

bool Model::ends_reply(Token token) const { return llama_vocab_is_eog(vocab_, token); }

std::size_t Model::trained_tokens() const {
  return static_cast<std::size_t>(std::max(llama_model_n_ctx_train(weights_.get()), 1));
}

}  // namespace hotpin::engines::llama
