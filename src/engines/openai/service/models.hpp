#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hotpin::engines::openai {

/// The names in a list of models; empty when there is none.
std::vector<std::string> parse_models(std::string_view body);

/// The name under which a service lists `model`, as people write it: without ":latest" or
/// "models/", in other capitals, without its owner ("owner/name"). Empty: it does not.
std::string listed_name(const std::vector<std::string>& models, const std::string& model);

/// What to ask for: `model` where the service knows that name, else as it lists it.
std::string name_to_ask(const std::string& model, const std::string& listed);

/// "one, two, ..." for a line that a person reads.
std::string joined(const std::vector<std::string>& names);

}  // namespace hotpin::engines::openai
