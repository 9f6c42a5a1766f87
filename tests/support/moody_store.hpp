#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "store/context_store.hpp"

namespace hotpin::tests {

/// A store that is away when it is told to be. Counts what is asked of it.
class MoodyStore final : public store::ContextStore {
 public:
  base::Status check() override { return mood("check"); }
  base::Result<std::vector<store::TurnRecord>> load(const std::string& id) override {
    if (auto well = mood("load " + id); !well) return well.error();
    return rows[id];
  }
  base::Status append(const std::string& id, const store::TurnRecord& turn) override {
    if (auto well = mood("append " + id + " " + turn.turn_key); !well) return well;
    if (!assign(id, turn)) rows[id].push_back(turn);
    return base::ok();
  }
  base::Status replace(const std::string& id, const store::TurnRecord& turn) override {
    if (auto well = mood("replace " + id + " " + turn.turn_key); !well) return well;
    assign(id, turn);
    return base::ok();
  }
  base::Status remove(const std::string& id, const std::string& turn_key) override {
    if (auto well = mood("remove " + id + " " + turn_key); !well) return well;
    std::erase_if(rows[id],
                  [&](const store::TurnRecord& kept) { return kept.turn_key == turn_key; });
    return base::ok();
  }
  base::Status erase(const std::string& id) override {
    if (auto well = mood("erase " + id); !well) return well;
    rows.erase(id);
    return base::ok();
  }
  base::Status put(const std::string& name, const std::string& bytes,
                   base::Duration /*time_to_live*/) override {
    if (auto well = mood("put " + name); !well) return well;
    keepsakes[name] = bytes;
    return base::ok();
  }
  base::Result<std::optional<std::string>> take(const std::string& name) override {
    if (auto well = mood("take " + name); !well) return well.error();
    const auto kept = keepsakes.extract(name);
    return kept.empty() ? std::nullopt : std::optional<std::string>(kept.mapped());
  }

  std::function<const char*(const std::string&)> fault = [](const std::string&) { return nullptr; };
  std::map<std::string, std::vector<store::TurnRecord>> rows;
  std::map<std::string, std::string> keepsakes;
  std::vector<std::string> calls;

 private:
  /// Whether a turn of this key was there.
  bool assign(const std::string& id, const store::TurnRecord& turn) {
    for (store::TurnRecord& kept : rows[id]) {
      if (kept.turn_key != turn.turn_key) continue;
      kept = turn;
      return true;
    }
    return false;
  }
  base::Status mood(const std::string& call) {
    calls.push_back(call);
    const char* const code = fault(call);
    return code == nullptr ? base::ok() : base::Status(base::Error{code, "away: " + call});
  }
};

}  // namespace hotpin::tests
