#include "app/settings_table.hpp"

#include <array>
#include <iostream>
#include <set>
#include <string_view>

#include "base/assert.hpp"

namespace hotpin::app {
namespace {

using enum base::SettingKind;

/// What one folder of engines/, protocols/ or stores/ alone reads is in its settings.cpp.
constexpr auto kCore = std::to_array<base::SettingSpec>({
    // The four that older .env files have.
    {"SERVER_HOST", "host", text, "127.0.0.1", "",
     "address or name to listen on, or several; 0.0.0.0 opens it to the network, * by IPv6 as "
     "well"},
    {"SERVER_PORT", "port", integer, "8000", "", "port to listen on; 0 takes a free one", 0, 65535},
    {"GROQ_API_KEY", "groq-api-key", secret, "", "", "key of Groq: its language model is used"},
    {"VOSK_MODEL_PATH", "vosk-model-path", path, "", "",
     "folder of a Vosk model (alphacephei.com/vosk/models); set, vosk is the recogniser where "
     "HOTPIN_STT is auto"
     " and HOTPIN_STT_URL empty"},
    {"HOTPIN_WORKERS", "workers", integer, "1", "",
     "worker processes; one already uses every core, more keep each other's crashes apart", 1, 64},
    {"HOTPIN_HANG_S", "hang", integer, "5", "s",
     "a worker that gives no sign of life for so long is replaced", 2, 600},
    {"HOTPIN_DRAIN_S", "drain", integer, "15", "s",
     "longest wait for turns in progress when the server stops", 0, 3600},

    {"HOTPIN_TLS", "tls", boolean, "0", "",
     "speak https as well, which browsers want before they open a microphone from another machine; "
     "without a certificate, with one of its own making"},
    {"HOTPIN_TLS_PORT", "tls-port", integer, "0", "",
     "a port of its own for https; 0 shares the one of http", 0, 65535},
    {"HOTPIN_TLS_CERTIFICATE", "tls-certificate", path, "", "",
     "PEM file of the certificate for https and those that sign it; read again when it changes"},
    {"HOTPIN_TLS_KEY", "tls-key", path, "", "", "PEM file of its key"},

    // Engines.
    {"HOTPIN_STT", "stt", word, "auto", "",
     "recogniser: moonshine, vosk, openai, fake; auto is openai with HOTPIN_STT_URL, vosk with "
     "VOSK_MODEL_PATH, else moonshine"},
    {"HOTPIN_LLM", "llm", word, "auto", "",
     "language model: llama, small (the one for demonstration), openai, fake; auto is openai with "
     "HOTPIN_LLM_URL or GROQ_API_KEY, "
     "else "
     "llama"},
    {"HOTPIN_LLM_URL", "llm-url", text, "", "",
     "OpenAI-compatible service, e.g. http://127.0.0.1:11434/v1; empty is Groq's"},
    {"HOTPIN_LLM_FALLBACK", "llm-fallback", word, "auto", "",
     "engine that answers when the service does not: auto is small if its model is there, or none"},
    {"HOTPIN_CA_FILE", "ca-file", path, "", "",
     "PEM file of certificates that OpenAI-compatible services are checked against, in place of "
     "the system's"},
    {"HOTPIN_STT_URL", "stt-url", text, "", "",
     "OpenAI-compatible recognition service; with it auto is openai"},
    {"HOTPIN_TTS", "tts", word, "piper", "", "voice: piper, espeak, openai, fake"},
    {"HOTPIN_TTS_URL", "tts-url", text, "", "", "OpenAI-compatible voice service"},
    {"HOTPIN_VAD", "vad", word, "silero", "", "voice detector: silero, fake"},
    {"HOTPIN_TURN_JUDGE", "turn-judge", word, "none", "",
     "what hears by the voice whether a turn is over: smart_turn, fake, none; loaded, not asked "
     "yet"},
    {"HOTPIN_MODELS_DIR", "models-dir", path, HOTPIN_DEFAULT_MODELS_DIR, "",
     "folder of the models that scripts/setup brought"},
    {"HOTPIN_STT_MODEL_PATH", "stt-model", path, "", "",
     "folder of a Moonshine model; empty takes the one of scripts/setup"},
    {"HOTPIN_LLM_MODEL_PATH", "llm-model", path, "", "",
     "any .gguf chat model; empty takes the one of scripts/setup"},
    {"HOTPIN_LLM_QUANT", "llm-quant", choice, "q8_0", "",
     "weight format of the small model: q4_0 is faster and worse", 0, 0, "q8_0|q4_0"},
    {"HOTPIN_LLM_MAX_TOKENS", "llm-max-tokens", integer, "80", "tokens",
     "longest reply, three times as long where more is asked for (a story, details); it ends with "
     "the sentence that reaches half as many words",
     8, 4096},
    {"HOTPIN_LLM_TEMPERATURE", "llm-temperature", decimal, "0", "",
     "how much chance there is in a reply; 0: none. This and the next four are sent to a language "
     "service only when they are set",
     0, 2},
    {"HOTPIN_LLM_TOP_P", "llm-top-p", decimal, "1", "",
     "share of the likeliest words that chance may take from", 0, 1},
    {"HOTPIN_LLM_REPETITION_PENALTY", "llm-repetition-penalty", decimal, "1", "",
     "what a reply has said becomes less likely by it; 1: nothing does", 1, 2},
    {"HOTPIN_LLM_SEED", "llm-seed", integer, "-1", "",
     "the same seed gives the same reply to the same words; -1 takes another one for each", -1,
     2147483647},
    {"HOTPIN_LLM_STOP", "llm-stop", text, "", "",
     "words that end a reply when the model writes them, and are not said: at most 4, of 64 bytes "
     "each, comma-separated"},
    {"HOTPIN_TTS_MODEL_PATH", "tts-model", path, "", "",
     "a Piper voice: the .onnx file with its .onnx.json beside it, or their folder; empty takes "
     "the "
     "one of scripts/setup"},
    {"HOTPIN_VAD_MODEL_PATH", "vad-model", path, "", "",
     "Silero model file; empty takes the one of scripts/setup"},

    // The conversation.
    {"HOTPIN_SYSTEM_PROMPT", "system-prompt", text, "", "",
     "the assistant's persona; empty takes the built-in one with its examples"},
    {"HOTPIN_NOTICE_NOT_UNDERSTOOD", "notice-not-understood", text, "", "",
     "what is said when no words were heard; empty is a sentence in the voice's language"},
    {"HOTPIN_NOTICE_FAILED", "notice-failed", text, "", "", "the same when an engine failed"},
    {"HOTPIN_NOTICE_BUSY", "notice-busy", text, "", "",
     "the same when something was said while an answer to something else was due"},
    {"HOTPIN_NOTICE_UNREADABLE", "notice-unreadable", text, "", "",
     "the same when what was sent is no sound that can be read"},
    {"HOTPIN_MAX_TURNS", "max-turns", integer, "10", "turns", "history the model sees at least", 1,
     100},
    {"HOTPIN_SESSION_TTL_S", "session-ttl", integer, "900", "s",
     "how long a conversation is remembered after its last activity; 0 forgets at disconnect", 0,
     31536000},
    {"HOTPIN_STORE", "store", word, "auto", "",
     "where history is kept: memory, sqlite, redis, postgres; auto goes by HOTPIN_STORE_URL, else "
     "takes memory with one worker and sqlite with more"},
    {"HOTPIN_STORE_URL", "store-url", secret, "", "",
     "redis://, rediss:// or postgres://, with user, password and database"},
    {"HOTPIN_STORE_PREFIX", "store-prefix", text, "hotpin", "",
     "begins every key, so that several servers may share one store"},
    {"HOTPIN_STATE_DIR", "state-dir", path, "", "",
     "folder of sqlite's file, of a certificate of one's own and of what `hotpin models add` "
     "registers; empty takes hotpin in "
     "$XDG_STATE_HOME or ~/.local/state"},
    {"HOTPIN_MAX_UTTERANCE_S", "max-utterance", integer, "60", "s",
     "longest utterance; the turn closes there by itself", 1, 600},
    {"HOTPIN_AHEAD", "ahead", choice, "auto", "",
     "work before the end of speech: recognition, reading the words, the whole answer; auto is "
     "all, with a language service on another machine words",
     0, 0, "auto|off|words|prompt|all"},
    {"HOTPIN_ENDPOINT", "endpoint", choice, "default", "",
     "hands-free, how soon a silence is the end of a turn", 0, 0, "quick|default|patient"},
    {"HOTPIN_ENDPOINT_LEAST_MS", "endpoint-least", integer, "256", "ms",
     "hands-free, shortest silence that ends a turn", 100, 5000},
    {"HOTPIN_ENDPOINT_MOST_MS", "endpoint-most", integer, "2000", "ms",
     "hands-free, a silence that always ends a turn", 300, 20000},
    {"HOTPIN_RESUME_S", "resume", integer, "30", "s",
     "how long the rest of a reply whose connection was lost is kept; 0 keeps none", 0, 600},
    {"HOTPIN_IMAGE_TTL_S", "image-ttl", integer, "600", "s",
     "how long a picture waits for its session's next words", 1, 86400},
    {"HOTPIN_LLM_TIMEOUT_S", "llm-timeout", integer, "20", "s",
     "longest wait for the model's first word, and between words", 1, 600},
    {"HOTPIN_ENGINE_TIMEOUT_S", "engine-timeout", integer, "20", "s",
     "longest wait for a recognition or a phrase's audio", 1, 600},

    // Who may speak to it.
    {"HOTPIN_PROTOCOLS", "protocols", text, "all", "",
     "ways of speaking with the server that are on: all, or names, comma-separated: hotpin"},
    {"HOTPIN_API_TOKEN", "api-token", secret, "", "",
     "when set, asked of every route but the page's files and the probes, as Bearer or in the "
     "handshake"},
    {"HOTPIN_KEYS_FILE", "keys-file", text, "", "",
     "file of named tokens with limits of their own, each a line of `hotpin keys new NAME`; they "
     "are asked for beside HOTPIN_API_TOKEN; read again at SIGHUP"},
    {"HOTPIN_ALLOWED_ORIGINS", "allowed-origins", text, "", "",
     "origins besides its own whose pages may connect, comma-separated: https://a.example, "
     "https://*.a.example, null, *"},
    {"HOTPIN_ALLOWED_HOSTS", "allowed-hosts", text, "", "",
     "names besides its own it may be reached by, comma-separated: a.example, *.a.example, *"},
    {"HOTPIN_TRUSTED_PROXIES", "trusted-proxies", text, "", "",
     "addresses of proxies whose X-Forwarded-For, X-Forwarded-Proto, Forwarded and PROXY protocol "
     "are believed, comma-separated: 10.0.0.7, 10.0.0.0/8, loopback, private"},
    {"HOTPIN_MAX_SESSIONS", "max-sessions", integer, "64", "",
     "conversations at once; more get 503", 1, 100000},
    {"HOTPIN_MAX_SESSIONS_PER_ADDRESS", "max-sessions-per-address", integer, "32", "",
     "conversations at once from one address, for each worker; more get 503", 1, 100000},

    // The process.
    {"HOTPIN_IO_THREADS", "io-threads", integer, "1", "", "threads for sockets", 1, 64},
    {"HOTPIN_COMPUTE_THREADS", "compute-threads", integer, "0", "",
     "threads each for recognition and for synthesis; 0 takes one per core that may be used", 0,
     256},
    {"HOTPIN_LOG_LEVEL", "log-level", choice, "info", "", "what is logged", 0, 0,
     "debug|info|warn|error"},
    {"HOTPIN_LOG_FILE", "log-file", path, "", "",
     "file to log to, opened again at SIGHUP; empty is standard error"},
    {"HOTPIN_LOG_TEXT", "log-text", boolean, "0", "",
     "log what is said and session ids; off for privacy"},
});

std::vector<base::SettingSpec> joined() {
  std::vector<base::SettingSpec> table(kCore.begin(), kCore.end());
  for (const std::span<const base::SettingSpec> rows : plugin_settings())
    table.insert(table.end(), rows.begin(), rows.end());
  const auto doubled = doubled_names(table);
  for (const std::string& name : doubled) std::cerr << "two settings are called " << name << '\n';
  HOTPIN_ASSERT(doubled.empty());
  return table;
}

}  // namespace

std::span<const base::SettingSpec> settings_table() {
  static const std::vector<base::SettingSpec> table = joined();
  return table;
}

std::vector<std::string> doubled_names(std::span<const base::SettingSpec> table) {
  std::vector<std::string> doubled;
  std::set<std::string_view> seen;
  for (const base::SettingSpec& spec : table) {
    for (const std::string_view name : {spec.name, spec.flag}) {
      if (!seen.insert(name).second) doubled.emplace_back(name);
    }
  }
  return doubled;
}

}  // namespace hotpin::app
