#include "engines/openai/service/models.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "engines/openai/service/answer_json.hpp"

namespace hotpin::engines::openai {
namespace {

constexpr std::size_t kMaxModels = 1000;
constexpr std::size_t kMaxListedBytes = 400;

/// These belong to the name, or not, as one likes: services take both.
std::string bare(std::string name) {
  constexpr std::string_view kFolder = "models/";
  constexpr std::string_view kLatest = ":latest";
  if (name.starts_with(kFolder)) name.erase(0, kFolder.size());
  if (name.ends_with(kLatest)) name.resize(name.size() - kLatest.size());
  return name;
}

std::string without_owner(const std::string& name) { return name.substr(name.rfind('/') + 1); }

}  // namespace

std::vector<std::string> parse_models(std::string_view body) {
  std::vector<std::string> names;
  const auto parsed = parse_json(body);
  if (!parsed) return names;
  const boost::json::value* list = &*parsed;
  for (const char* name : {"data", "models"}) {
    if (const auto* found = member(*parsed, name)) list = found;
  }
  if (!list->is_array()) return names;
  for (const boost::json::value& model : list->get_array()) {
    std::string id = text_in(model, "id");
    if (id.empty()) id = text_in(model, "name");
    if (id.empty() && model.is_string()) id = std::string(model.get_string());
    if (!id.empty()) names.push_back(brief(std::move(id)));
    if (names.size() == kMaxModels) break;
  }
  return names;
}

std::string listed_name(const std::vector<std::string>& models, const std::string& model) {
  const std::string wanted = bare(model);
  const std::string lower = base::to_lower(wanted);
  const auto find = [&models](const auto& is_it) {
    const auto found = std::find_if(models.begin(), models.end(), is_it);
    return found == models.end() ? std::string() : *found;
  };
  std::string found = find([&](const auto& name) { return name == model; });
  if (found.empty()) found = find([&](const auto& name) { return bare(name) == wanted; });
  if (found.empty()) {
    found = find([&](const auto& name) { return base::to_lower(bare(name)) == lower; });
  }
  if (found.empty()) {
    found =
        find([&](const auto& name) { return base::to_lower(without_owner(bare(name))) == lower; });
  }
  if (found.empty()) {
    found = find([&](const auto& name) { return base::to_lower(name) == without_owner(lower); });
  }
  return found;
}

std::string name_to_ask(const std::string& model, const std::string& listed) {
  return listed.empty() || bare(model) == bare(listed) ? model : listed;
}

std::string joined(const std::vector<std::string>& names) {
  std::string all;
  for (const std::string& name : names) {
    if (all.size() > kMaxListedBytes) return all + ", ...";
    all += (all.empty() ? "" : ", ") + name;
  }
  return all;
}

}  // namespace hotpin::engines::openai
