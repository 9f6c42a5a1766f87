#include <array>
#include <boost/json.hpp>
#include <optional>
#include <utility>

#include "base/log.hpp"
#include "store/context.hpp"
#include "store/items_text.hpp"
#include "stores/redis/connection.hpp"

namespace hotpin::stores::redis {
namespace {

namespace json = boost::json;

/// A session is a list of turns, each a JSON object; what is there of another kind makes way for
/// the first turn. One step: the same turn twice is one element, the newest stay, and the time to
/// live begins again with what is written. "append", "replace" or "remove".
constexpr std::string_view kChange = R"(
local key, how, turn_key, turn = KEYS[1], ARGV[1], ARGV[2], ARGV[3]
local newest, ttl = ARGV[4], ARGV[5]
local is_list = redis.call('TYPE', key).ok == 'list'
local place, element
for i, kept in ipairs(is_list and redis.call('LRANGE', key, 0, -1) or {}) do
  local is_json, value = pcall(cjson.decode, kept)
  if is_json and type(value) == 'table' and value.key == turn_key then
    place, element = i - 1, kept
  end
end
if not place and how ~= 'append' then return 0 end
if how == 'remove' then return redis.call('LREM', key, 1, element) end
if place then
  redis.call('LSET', key, place, turn)
else
  if not is_list then redis.call('DEL', key) end
  redis.call('RPUSH', key, turn)
  redis.call('LTRIM', key, newest, -1)
end
redis.call('PEXPIRE', key, ttl)
return 1)";

/// What is no list comes back as one element that is no turn.
constexpr std::string_view kLoad = R"(
local key, newest, ttl = KEYS[1], ARGV[1], ARGV[2]
local kind = redis.call('TYPE', key).ok
if kind == 'none' then return {} end
if kind ~= 'list' then return {''} end
redis.call('PEXPIRE', key, ttl)
return redis.call('LRANGE', key, newest, -1))";

/// One step, also for servers older than GETDEL.
constexpr std::string_view kTake = R"(
local bytes = redis.call('GET', KEYS[1])
redis.call('DEL', KEYS[1])
return bytes)";

constexpr std::array kTexts{"key", "user", "assistant"};

std::string in_ms(base::Duration span) {
  return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(span).count());
}

/// "items", of a turn that is no plain exchange (store/items_text.hpp), is a field which a server
/// of before does not look at. It is one text, so that the object stays as flat as that one
/// expects.
std::string to_json(const store::TurnRecord& turn) {
  json::object fields{{"v", store::kSchemaVersion},
                      {"key", turn.turn_key},
                      {"user", turn.user_text()},
                      {"assistant", turn.assistant_text()}};
  if (const std::string items = store::items_text(turn); !items.empty()) fields["items"] = items;
  return json::serialize(fields);
}

/// None for what somebody else, or another version, wrote.
std::optional<store::TurnRecord> from_json(std::string_view text) {
  json::parse_options options;
  options.allow_invalid_utf8 = true;
  options.max_depth = 4;
  json::error_code error;
  const json::value value = json::parse(text, error, {}, options);
  const json::object* const turn = error ? nullptr : value.if_object();
  if (turn == nullptr) return std::nullopt;
  const json::value* const version = turn->if_contains("v");
  if (version == nullptr || *version != json::value(store::kSchemaVersion)) return std::nullopt;
  std::array<std::string, 3> texts;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const json::value* const field = turn->if_contains(kTexts[i]);
    if (field == nullptr || !field->is_string()) return std::nullopt;
    texts[i] = json::value_to<std::string>(*field);
  }
  const json::value* const items = turn->if_contains("items");
  const bool has_items = items != nullptr && items->is_string();
  return store::turn_of(std::move(texts[0]), std::move(texts[1]), std::move(texts[2]),
                        has_items ? std::string_view(items->get_string()) : std::string_view());
}

/// History in a Redis server that several machines share. Owned by `app`; one thread.
class RedisStore final : public store::ContextStore {
 public:
  RedisStore(store::StoreOptions options, Server server)
      : options_(std::move(options)), server_(std::move(server)) {}

  base::Status check() override { return done(ask({"PING"})); }

  base::Result<std::vector<store::TurnRecord>> load(const std::string& session_id) override {
    std::vector<store::TurnRecord> turns;
    if (keeps_nothing()) return turns;
    const std::string key = store::key_of(options_, session_id);
    auto reply = ask({"EVAL", kLoad, "1", key, newest_, ttl_ms_});
    if (!reply) return reply.error();
    for (std::size_t i = 0; i < (*reply)->elements; ++i) {
      const redisReply& element = *(*reply)->element[i];
      auto turn = element.type == REDIS_REPLY_STRING
                      ? from_json({element.str, static_cast<std::size_t>(element.len)})
                      : std::nullopt;
      if (turn) {
        turns.push_back(std::move(*turn));
      } else {
        tell_of_foreign_record();
      }
    }
    return turns;
  }

  base::Status append(const std::string& session_id, const store::TurnRecord& turn) override {
    return write("append", session_id, turn);
  }

  base::Status replace(const std::string& session_id, const store::TurnRecord& turn) override {
    return write("replace", session_id, turn);
  }

  base::Status remove(const std::string& session_id, const std::string& turn_key) override {
    return change("remove", session_id, turn_key, {});
  }

  base::Status erase(const std::string& session_id) override {
    return done(ask({"DEL", store::key_of(options_, session_id)}));
  }

  base::Status put(const std::string& name, const std::string& bytes,
                   base::Duration time_to_live) override {
    if (auto fits = store::check_keepsake(bytes, time_to_live); !fits) return fits;
    return done(
        ask({"SET", store::keepsake_key(options_, name), bytes, "PX", in_ms(time_to_live)}));
  }

  base::Result<std::optional<std::string>> take(const std::string& name) override {
    const auto reply = ask({"EVAL", kTake, "1", store::keepsake_key(options_, name)});
    if (!reply) return reply.error();
    if ((*reply)->type != REDIS_REPLY_STRING) return std::optional<std::string>{};
    return std::optional<std::string>(std::in_place, (*reply)->str,
                                      static_cast<std::size_t>((*reply)->len));
  }

 private:
  bool keeps_nothing() const { return options_.time_to_live == base::Duration::zero(); }

  static base::Status done(const base::Result<Reply>& reply) {
    return reply ? base::ok() : base::Status(reply.error());
  }

  base::Status write(std::string_view how, const std::string& session_id,
                     const store::TurnRecord& turn) {
    if (auto fits = store::check_turn(turn); !fits) return fits;
    return change(how, session_id, turn.turn_key, to_json(turn));
  }

  base::Status change(std::string_view how, const std::string& session_id,
                      const std::string& turn_key, const std::string& turn) {
    if (keeps_nothing()) return base::ok();
    const std::string key = store::key_of(options_, session_id);
    return done(ask({"EVAL", kChange, "1", key, how, turn_key, turn, newest_, ttl_ms_}));
  }

  /// Over the connection there is; once more over a new one if that is lost.
  base::Result<Reply> ask(const std::vector<std::string_view>& words) {
    const base::TimePoint deadline = std::chrono::steady_clock::now() + options_.timeout;
    if (connection_) {
      auto reply = connection_->call(words, deadline);
      if (reply) return reply;
      connection_.reset();
      if (reply.error().code != "cut") return away(reply.error());
    }
    auto opened = Connection::open(server_, deadline);
    if (!opened) return away(opened.error());
    auto reply = opened->call(words, deadline);
    if (!reply) return away(reply.error());
    connection_ = std::move(*opened);
    return reply;
  }

  base::Error away(const base::Error& error) const {
    return {store::kUnavailable, store::masked(options_.location) + ": " + error.detail};
  }

  void tell_of_foreign_record() {
    if (std::exchange(told_, true)) return;
    base::log(base::LogLevel::warn, store::masked(options_.location) + ": what is not this " +
                                        "version's record is not read; told once");
  }

  const store::StoreOptions options_;
  const Server server_;
  const std::string newest_ = "-" + std::to_string(options_.max_turns);
  const std::string ttl_ms_ = in_ms(options_.time_to_live);
  std::optional<Connection> connection_;
  bool told_ = false;
};

}  // namespace

/// At options.location. The clock that counts is the database server's.
base::Result<std::unique_ptr<store::ContextStore>> open_store(const store::StoreOptions& options) {
  auto server = parse_url(options.location);
  if (!server) {
    return base::Error{store::kBadSetting, "HOTPIN_STORE_URL: " + server.error().detail};
  }
  return std::unique_ptr<store::ContextStore>(
      std::make_unique<RedisStore>(options, std::move(*server)));
}

base::Result<std::unique_ptr<store::ContextStore>> make_store(const store::Context& context) {
  const auto options = store::options_at_url(context, "redis");
  if (!options) return options.error();
  return open_store(*options);
}

}  // namespace hotpin::stores::redis
