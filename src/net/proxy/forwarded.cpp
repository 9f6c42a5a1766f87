#include "net/proxy/forwarded.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/ascii.hpp"
#include "net/names/authority.hpp"

namespace hotpin::net {
namespace {

constexpr std::string_view kBlanks = " \t";

/// Reads a `Forwarded` header from its begin to its end.
class ForwardedReader {
 public:
  explicit ForwardedReader(std::string_view text) : rest_(text) {}

  std::vector<ForwardedElement> read() {
    std::vector<ForwardedElement> elements(1);
    for (;;) {
      skip_blanks();
      if (!rest_.empty() && !is_next(',') && !is_next(';') && !read_pair(elements.back()))
        return {};
      skip_blanks();
      if (rest_.empty()) return elements;
      if (take(',')) elements.emplace_back();
      else if (!take(';')) return {};
    }
  }

 private:
  bool read_pair(ForwardedElement& element) {
    const std::string name = base::to_lower(read_token());
    if (name.empty() || !take('=')) return false;
    std::string value;
    if (is_next('"')) {
      if (!read_quoted(value)) return false;
    } else {
      value = read_token();
    }
    if (name == "for") element.client = std::move(value);
    if (name == "proto") element.proto = std::move(value);
    if (name == "host") element.host = std::move(value);
    return true;
  }

  /// Many write addresses and ports without the quotes that they need: they are read as well.
  std::string read_token() {
    const std::size_t end = std::min(rest_.find_first_of(" \t,;=\""), rest_.size());
    const std::string token(rest_.substr(0, end));
    rest_.remove_prefix(end);
    return token;
  }

  bool read_quoted(std::string& value) {
    take('"');
    while (!rest_.empty() && !is_next('"')) {
      if (is_next('\\')) rest_.remove_prefix(1);
      if (rest_.empty()) return false;
      value += rest_.front();
      rest_.remove_prefix(1);
    }
    return take('"');
  }

  bool is_next(char c) const { return rest_.starts_with(c); }
  bool take(char c) {
    const bool is_there = is_next(c);
    if (is_there) rest_.remove_prefix(1);
    return is_there;
  }
  void skip_blanks() {
    rest_.remove_prefix(std::min(rest_.find_first_not_of(kBlanks), rest_.size()));
  }

  std::string_view rest_;
};

std::vector<std::string> split_commas(std::string_view text) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(','), text.size());
    const std::string_view part = base::trimmed(text.substr(0, end), kBlanks);
    if (!part.empty()) parts.emplace_back(part);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

/// From the server back to the client: the first that is no proxy of ours. A hop that hides its
/// address ends the way; the proxy that reported it stands for it.
IpAddress client_behind(IpAddress peer, const std::vector<std::string>& hops,
                        const AddressRanges& trusted) {
  for (auto hop = hops.rbegin(); hop != hops.rend() && trusted.holds(peer); ++hop) {
    const auto address = node_address(*hop);
    if (!address) break;
    peer = *address;
  }
  return peer;
}

std::vector<std::string> clients_of(const std::vector<ForwardedElement>& elements) {
  std::vector<std::string> clients;
  for (const ForwardedElement& element : elements) clients.push_back(element.client);
  return clients;
}

/// Whether `Forwarded` says anything of the client; a broken one might have.
bool tells_client(const HttpRequest& request, const std::vector<ForwardedElement>& elements) {
  if (request.header("forwarded").empty()) return false;
  return elements.empty() || std::any_of(elements.begin(), elements.end(), [](const auto& element) {
           return !element.client.empty();
         });
}

IpAddress client_of(const HttpRequest& request, const IpAddress& peer,
                    const std::vector<ForwardedElement>& elements, const AddressRanges& trusted) {
  const std::vector<std::string> listed = split_commas(request.header("x-forwarded-for"));
  const bool has_standard = tells_client(request, elements);
  const IpAddress by_standard = client_behind(peer, clients_of(elements), trusted);
  const IpAddress by_list = client_behind(peer, listed, trusted);
  if (has_standard && !listed.empty()) return by_standard == by_list ? by_list : peer;
  if (has_standard) return by_standard;
  if (!listed.empty()) return by_list;
  return node_address(request.header("x-real-ip")).value_or(peer);
}

/// How the client reached the outermost proxy, which is the first to say so; nothing is unknown.
std::optional<bool> is_client_secure(const HttpRequest& request,
                                     const ForwardedElement& outermost) {
  std::string proto = base::to_lower(outermost.proto);
  for (const char* header : {"x-forwarded-proto", "x-forwarded-scheme", "x-forwarded-protocol"}) {
    const std::vector<std::string> said = split_commas(request.header(header));
    if (proto.empty() && !said.empty()) proto = base::to_lower(said.front());
  }
  if (!proto.empty()) return proto == "https" || proto == "wss";
  for (const char* header : {"x-forwarded-ssl", "front-end-https"}) {
    if (!request.header(header).empty()) return base::to_lower(request.header(header)) == "on";
  }
  return std::nullopt;
}

}  // namespace

std::vector<ForwardedElement> parse_forwarded(std::string_view value) {
  return ForwardedReader(value).read();
}

std::optional<IpAddress> node_address(std::string_view node) {
  node = base::trimmed(node, kBlanks);
  if (node.size() >= 2 && node.starts_with('"') && node.ends_with('"'))
    node = node.substr(1, node.size() - 2);
  if (const auto address = IpAddress::parse(node)) return address;
  const std::size_t colon = node.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const std::string_view host = node.substr(0, colon);
  const bool is_bare_v6 = host.find(':') != std::string_view::npos && !host.ends_with(']');
  return is_bare_v6 ? std::nullopt : IpAddress::parse(host);
}

void apply_forwarding(HttpRequest& request, const AddressRanges& trusted) {
  const auto peer = IpAddress::parse(request.peer_address);
  if (!peer || !trusted.holds(*peer)) return;
  const std::vector<ForwardedElement> elements = parse_forwarded(request.header("forwarded"));
  const ForwardedElement outermost = elements.empty() ? ForwardedElement{} : elements.front();
  request.peer_address = client_of(request, *peer, elements, trusted).text();
  request.is_secure = is_client_secure(request, outermost).value_or(request.is_secure);
  const std::vector<std::string> hosts = split_commas(request.header("x-forwarded-host"));
  request.forwarded_host =
      !outermost.host.empty() || hosts.empty() ? outermost.host : hosts.front();
}

}  // namespace hotpin::net
