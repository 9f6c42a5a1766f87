#pragma once

#include <iosfwd>
#include <memory>
#include <string>

#include "client/turn_result.hpp"
#include "client/waterfall.hpp"

namespace hotpin::client {

/// Where the turns of files are told, one after another.
class TurnPrinter {
 public:
  virtual ~TurnPrinter() = default;
  virtual void print(const std::string& title, const TurnResult& turn) = 0;
  virtual void print_reply_file(const std::string& path) = 0;
};

/// For a person: texts, the latency ledger as bars, then its numbers as an aligned table.
std::unique_ptr<TurnPrinter> make_turn_printer(const BarStyle& bars, std::ostream& out);
/// For a program: the same lines of JSON as in a live conversation.
std::unique_ptr<TurnPrinter> make_json_printer(std::ostream& out);

}  // namespace hotpin::client
