#include <ostream>

#include "client/view.hpp"

namespace hotpin::client {
namespace {

class JsonView final : public View {
 public:
  explicit JsonView(std::ostream& out) : out_(out) {}

  void show(const Happening& happening) override {
    if (happening.kind != Happening::Kind::word) out_ << to_json(happening) << std::endl;
  }
  void show_latency(int turn, const Ledger& ledger, std::optional<double> here_ms) override {
    Happening happening{.kind = Happening::Kind::ledger, .turn = turn, .ledger = ledger};
    if (here_ms) happening.ledger.figures.emplace_back("heard_here_ms", *here_ms);
    show(happening);
  }

 private:
  std::ostream& out_;
};

}  // namespace

std::unique_ptr<View> make_json_view(std::ostream& out) { return std::make_unique<JsonView>(out); }

}  // namespace hotpin::client
