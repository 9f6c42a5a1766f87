"""check_sizes_test.py SCRIPTS: what scripts/check_sizes.py finds in C++ code, and what it lets pass."""

import sys

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])

import check_sizes  # noqa: E402
import cpp_outline  # noqa: E402

CODE = """#include <map>
namespace hotpin::base {
namespace {
constexpr int kMany = 60'000;
void helper() { call({1, 2}); }
}  // namespace
/// Not class Comment { int x_; };
template <typename Key>
class Places final : public std::enable_shared_from_this<Places<Key>> {
 public:
  explicit Places(int bound) : bound_(bound), open_{'{'} { open(); }
  bool operator<(const Places& other) const { return bound_ < other.bound_; }
  void set_(int bound_);
  std::function<void(int)> on_full;

 private:
  enum class State { open_, closed_ };
  struct Place {
    int number;
    bool is_held_ = false;
  };
  static constexpr int kBound_ = 3;
  static int count_;
  const int bound_;
  std::map<Key, std::function<void(int)>> taken_;
  char marks_[3] = {'"', '}', 0};
  std::string open_{"}"};
  std::function<int()> next_ = [] { return 1; };
  State state_ = State::open_;
};
std::function<void(int)> Places::Place::taker() const {
  return [this](int number) {
    hold(number);
  };
}
Places::Places()
    : bound_{3} {
  open();
}
}  // namespace hotpin::base
"""

classes, functions = cpp_outline.outline(CODE)
assert classes == [(18, "Place", 1), (8, "Places", 6)], classes
assert functions == [(5, "helper", 1, ""), (11, "Places", 1, ""), (12, "operator<", 1, ""),
                     (31, "Places::Place::taker", 5, "base::Places::Place"),
                     (36, "Places::Places", 4, "base::Places")], functions


def class_with(members):
    return "class Wide {\n" + "".join(f"  int m{i}_ = 0;\n" for i in range(members)) + "};\n"


def function_of(lines, name="wait"):
    return f"namespace hotpin::net {{\nvoid {name}() {{\n" + "  go();\n" * (lines - 2) + "}\n}\n"


def faults(text, name="net/wide.hpp", homes=None):
    return list(check_sizes.faults_in(name, text, {} if homes is None else homes))


assert not faults(class_with(14))
assert faults(class_with(15)) == ["net/wide.hpp:1: Wide has 15 data members, at most 14"]
assert not faults("struct Plain {\n" + "  int m;\n" * 15 + "};\n")
assert not faults(function_of(40))
assert faults(function_of(41)) == ["net/wide.hpp:2: wait has 41 lines, at most 40"]

known = {}
assert not faults(function_of(3, "Wide::go"), "net/wide.cpp", known)
assert not faults(function_of(3, "Wide::stop"), "net/wide.cpp", known)
assert faults(function_of(3, "Wide::wait"), "net/wide_wait.cpp", known) == [
    "net/wide_wait.cpp:2: Wide::wait is defined here, and others of its class in net/wide.cpp"]
assert not faults(function_of(3, "Wide::go").replace("net", "base"), "base/wide.cpp", known), "another"
unnamed = "namespace hotpin::net {\nnamespace {\nvoid Wide::go() {\n}\n}\n}\n"
assert not faults(unnamed, "net/other.cpp", known)
