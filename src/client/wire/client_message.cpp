#include "client/wire/client_message.hpp"

#include <array>
#include <boost/json.hpp>
#include <cstdio>
#include <random>

namespace hotpin::client {

namespace json = boost::json;

std::string to_json(const Handshake& handshake) {
  json::object fields{{"session_id", handshake.session_id}, {"events", true}};
  if (handshake.reports_played) fields["reports_played"] = true;
  if (!handshake.token.empty()) fields["token"] = handshake.token;
  if (const auto& resume = handshake.resume) {
    fields["resume"] = {{"token", resume->token},
                        {"turn", resume->turn},
                        {"played_ms", resume->played_ms},
                        {"drop", resume->drops_rest}};
  }
  return json::serialize(fields);
}

std::string random_session_id(std::string_view prefix) {
  std::random_device random;
  std::array<char, 16> digits;
  std::snprintf(digits.data(), digits.size(), "%08x", static_cast<unsigned>(random()));
  return std::string(prefix) + digits.data();
}

std::string played_message(int turn, double ms) {
  return json::serialize(json::object{{"played", {{"turn", turn}, {"ms", ms}}}});
}

}  // namespace hotpin::client
