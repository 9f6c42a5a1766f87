#include "engine/tools.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <set>
#include <string_view>

#include "base/utf8.hpp"

namespace hotpin::engine {
namespace {

namespace json = boost::json;

constexpr std::size_t kMaxNameBytes = 64;

base::Error bad(const std::string& why) { return {"bad_tools", why}; }

bool is_name(std::string_view name) {
  constexpr std::string_view kAllowed =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
  return !name.empty() && name.size() <= kMaxNameBytes &&
         name.find_first_not_of(kAllowed) == std::string_view::npos;
}

std::size_t bytes_of(const Tool& tool) {
  return tool.name.size() + tool.description.size() + tool.parameters.size();
}

bool is_object(const std::string& text) {
  json::parse_options options;
  options.max_depth = kMaxToolParameterDepth;
  json::error_code failure;
  const json::value parsed = json::parse(text, failure, {}, options);
  return !failure && parsed.is_object();
}

base::Status check_tool(const Tool& tool) {
  if (!is_name(tool.name)) return bad("a tool's name must be 1 to 64 of A-Z, a-z, 0-9, _ and -");
  const std::string it = "the tool \"" + tool.name + "\" ";
  if (bytes_of(tool) > kMaxToolBytes) return bad(it + "is over 16 KiB long");
  if (!base::is_valid_utf8(tool.description)) return bad(it + "has a description that is no UTF-8");
  if (!tool.parameters.empty() && !is_object(tool.parameters))
    return bad(it + "has parameters that are no JSON object of at most 32 levels");
  return base::ok();
}

base::Status check_choice(const std::set<std::string_view>& names, const ToolChoice& choice) {
  using Mode = ToolChoice::Mode;
  if (choice.mode == Mode::required && names.empty())
    return bad("a call is required, and there are no tools");
  if (choice.mode != Mode::named || names.count(choice.name) != 0) return base::ok();
  const std::string which = is_name(choice.name) ? " \"" + choice.name + "\"" : "";
  return bad("the tool" + which + " that must be called is none of the tools");
}

}  // namespace

base::Status check_tools(const std::vector<Tool>& tools, const ToolChoice& choice) {
  if (tools.size() > kMostTools) return bad("there are over 128 tools");
  std::set<std::string_view> names;
  std::size_t bytes = 0;
  for (const Tool& tool : tools) {
    if (auto status = check_tool(tool); !status) return status;
    if (!names.insert(tool.name).second)
      return bad("there are two tools of the name \"" + tool.name + "\"");
    bytes += bytes_of(tool);
  }
  if (bytes > kMaxToolsBytes) return bad("the tools are over 256 KiB long together");
  return check_choice(names, choice);
}

}  // namespace hotpin::engine
