#include "app/doctor/local_services.hpp"

#include <boost/json.hpp>
#include <charconv>
#include <future>
#include <memory>
#include <optional>
#include <utility>

#include "base/dotenv/dotenv.hpp"
#include "net/client/fetch.hpp"
#include "net/url.hpp"

namespace hotpin::app {
namespace {

namespace json = boost::json;

constexpr auto kPatience = std::chrono::milliseconds(200);
constexpr std::size_t kMaxBytes = 256 * 1024;
constexpr std::size_t kMaxName = 100;

/// A JSON object that an address gave, or nothing.
using Found = std::optional<json::object>;

Found parsed(const base::Result<net::WholeResponse>& answer) {
  if (!answer || answer->head.status != 200) return std::nullopt;
  boost::system::error_code error;
  json::value value = json::parse(answer->body, error);
  if (error || !value.is_object()) return std::nullopt;
  return std::move(value.as_object());
}

std::future<Found> ask(net::HttpClient& client, std::string url) {
  const auto promise = std::make_shared<std::promise<Found>>();
  client.post([&client, promise, url = std::move(url)] {
    net::ClientRequest request;
    request.url = url;
    net::Fetch::begin(client, std::move(request), {kMaxBytes, kPatience},
                      [promise](auto answer) { promise->set_value(parsed(answer)); });
  });
  return promise->get_future();
}

/// What is printed, of a stranger's text; empty for what is none.
std::string text_at(const json::value* value) {
  if (value == nullptr || !value->is_string()) return {};
  std::string text(value->get_string().subview(0, kMaxName));
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x21 || c == 0x7f) c = '_';
  }
  return text;
}

/// `key` of the first in a list.
std::string first_name(const Found& found, const char* list, const char* key) {
  const json::value* const all = found ? found->if_contains(list) : nullptr;
  if (all == nullptr || !all->is_array() || all->get_array().empty()) return {};
  const json::value& first = all->get_array().front();
  return first.is_object() ? text_at(first.get_object().if_contains(key)) : std::string();
}

std::string settings_for(const std::string& address, const std::string& model) {
  return "HOTPIN_LLM_URL=" + address + "/v1" + (model.empty() ? "" : " HOTPIN_LLM_MODEL=" + model);
}

std::string ollama_line(const std::string& address, const Found& version, const Found& models) {
  const std::string number = version ? text_at(version->if_contains("version")) : std::string();
  if (number.empty()) return {};
  const std::string line = "Ollama " + number + " listens at " + address;
  const std::string model = first_name(models, "models", "name");
  if (!model.empty()) return line + "; to use it: " + settings_for(address, model);
  return line + " without a model: `ollama pull llama3.2`, then " +
         settings_for(address, "llama3.2");
}

std::string llama_server_line(const std::string& address, const Found& health,
                              const Found& models) {
  if (!health || text_at(health->if_contains("status")) != "ok") return {};
  const std::string model = first_name(models, "data", "id");
  if (model.empty()) return {};
  return "llama-server listens at " + address + "; to use it: " + settings_for(address, model);
}

std::string loopback_address(std::string text, const std::string& otherwise) {
  if (text.empty()) return otherwise;
  if (text.find("://") == std::string::npos) text.insert(0, "http://");
  const auto url = net::parse_service_url(text);
  if (!url || url->scheme != "http") return {};
  const std::string host = url->host == "0.0.0.0" || url->host == "::" ? "127.0.0.1" : url->host;
  if (!net::is_loopback(host)) return {};
  const std::string shown = host.find(':') == std::string::npos ? host : "[" + host + "]";
  return "http://" + shown + ":" + (url->port.empty() ? "11434" : url->port);
}

}  // namespace

LocalAddresses local_addresses() {
  LocalAddresses addresses;
  addresses.ollama =
      loopback_address(base::environment_variable("OLLAMA_HOST").value_or(""), addresses.ollama);
  if (const std::string port = base::environment_variable("LLAMA_ARG_PORT").value_or("");
      !port.empty()) {
    addresses.llama_server = loopback_address("127.0.0.1:" + port, "");
  }
  return addresses;
}

std::vector<std::string> find_local_services(const LocalAddresses& addresses) {
  net::HttpClient::Options options;
  options.thread_name = "doctor";
  options.connect_timeout = kPatience;
  options.uses_proxy = false;
  const auto client = net::HttpClient::create(options);
  if (!client) return {};
  const auto begin = [&](const std::string& address, const char* path) {
    return address.empty() ? std::future<Found>() : ask(**client, address + path);
  };
  auto version = begin(addresses.ollama, "/api/version");
  auto tags = begin(addresses.ollama, "/api/tags");
  auto health = begin(addresses.llama_server, "/health");
  auto models = begin(addresses.llama_server, "/v1/models");
  const auto take = [](std::future<Found>& future) {
    return future.valid() ? future.get() : Found();
  };
  std::vector<std::string> lines;
  const Found has_version = take(version);
  const Found has_tags = take(tags);
  const Found has_health = take(health);
  for (std::string line : {ollama_line(addresses.ollama, has_version, has_tags),
                           llama_server_line(addresses.llama_server, has_health, take(models))}) {
    if (!line.empty()) lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace hotpin::app
