#include "net/server/request_head.hpp"

#include <atomic>
#include <string>
#include <utility>

#include "base/ascii.hpp"
#include "base/log.hpp"
#include "net/url.hpp"

namespace hotpin::net {

namespace beast = boost::beast;

HttpRequest to_request(const UpgradeRequest& message) {
  HttpRequest request;
  request.method = std::string(message.method_string());
  Target target = parse_target({message.target().data(), message.target().size()});
  request.path = std::move(target.path);
  request.query = std::move(target.query);
  for (const auto& field : message) {
    const beast::string_view name = field.name_string();
    std::string& value = request.headers[base::to_lower({name.data(), name.size()})];
    if (!value.empty()) value += ", ";
    value.append(field.value().data(), field.value().size());
  }
  return request;
}

void note_untrusted_proxy(const HttpRequest& head, const AddressRanges& trusted) {
  static std::atomic<bool> is_noted{false};
  static const AddressRanges near = AddressRanges::parse("loopback, private").value();
  const bool is_forwarded =
      head.headers.count("x-forwarded-for") + head.headers.count("forwarded") != 0;
  const auto peer = is_forwarded && !is_noted ? IpAddress::parse(head.peer_address) : std::nullopt;
  if (!peer || trusted.holds(*peer) || !near.holds(*peer) || is_noted.exchange(true)) return;
  base::log(
      base::LogLevel::info,
      "a proxy at " + peer->text() +
          " tells its clients' addresses; to go by them: HOTPIN_TRUSTED_PROXIES=" + peer->text());
}

}  // namespace hotpin::net
