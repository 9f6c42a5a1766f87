#include "engines/sherpa/timed_model.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "engines/sherpa/protobuf.hpp"

namespace hotpin::engines::sherpa {
namespace {

// Field numbers and values of onnx.proto.
constexpr std::uint64_t kModelGraph = 7;
constexpr std::uint64_t kGraphNode = 1;
constexpr std::uint64_t kGraphOutput = 12;
constexpr std::uint64_t kNodeInput = 1;
constexpr std::uint64_t kNodeOutput = 2;
constexpr std::uint64_t kNodeOperator = 4;
constexpr std::uint64_t kNodeAttribute = 5;
constexpr std::uint64_t kAttributeName = 1;
constexpr std::uint64_t kAttributeNumber = 3;
constexpr std::uint64_t kAttributeType = 20;
constexpr std::uint64_t kIsNumber = 2;
constexpr std::uint64_t kValueName = 1;
constexpr std::uint64_t kValueType = 2;
constexpr std::uint64_t kTypeTensor = 1;
constexpr std::uint64_t kTensorElement = 1;
constexpr std::uint64_t kFloat = 1;

constexpr float kMostSteps = 1e6F;  // of a symbol: hours

constexpr const char* kTimed = "hotpin_timed";
constexpr const char* kLengths = "hotpin_lengths";
constexpr const char* kSamples = "hotpin_samples";

struct Graph {
  std::vector<std::string> rounded_up;  // outputs of nodes that round up
  std::vector<std::string> outputs;
};

void read_node(std::string_view node, Graph& graph) {
  std::string operation;
  std::string output;
  for_each_field(node, [&](std::uint64_t number, std::string_view bytes) {
    if (number == kNodeOperator) operation = bytes;
    if (number == kNodeOutput) output = bytes;
  });
  if (operation == "Ceil") graph.rounded_up.push_back(std::move(output));
}

Graph read_graph(std::string_view model) {
  Graph graph;
  const auto in_graph = [&](std::uint64_t number, std::string_view bytes) {
    if (number == kGraphNode) read_node(bytes, graph);
    if (number != kGraphOutput) return;
    for_each_field(bytes, [&](std::uint64_t part, std::string_view name) {
      if (part == kValueName) graph.outputs.emplace_back(name);
    });
  };
  for_each_field(model, [&](std::uint64_t number, std::string_view bytes) {
    if (number == kModelGraph) for_each_field(bytes, in_graph);
  });
  return graph;
}

/// An operation along axis 1, which all of them here have as an attribute in any version of ONNX.
std::string node(const char* operation, std::initializer_list<std::string_view> inputs,
                 std::string_view output) {
  std::string bytes;
  for (const std::string_view input : inputs) bytes += bytes_field(kNodeInput, input);
  bytes += bytes_field(kNodeOutput, output) + bytes_field(kNodeOperator, operation);
  bytes += bytes_field(kNodeAttribute, bytes_field(kAttributeName, "axis") +
                                           number_field(kAttributeNumber, 1) +
                                           number_field(kAttributeType, kIsNumber));
  return bytes_field(kGraphNode, bytes);
}

}  // namespace

std::optional<Graft> lengths_graft(std::string_view model) {
  const Graph graph = read_graph(model);
  if (graph.rounded_up.size() != 1 || graph.outputs.size() != 1) return std::nullopt;
  const std::string type =
      bytes_field(kValueType, bytes_field(kTypeTensor, number_field(kTensorElement, kFloat)));
  const std::string output = bytes_field(kGraphOutput, bytes_field(kValueName, kTimed) + type);
  const std::string nodes = node("Flatten", {graph.rounded_up.front()}, kLengths) +
                            node("Flatten", {graph.outputs.front()}, kSamples) +
                            node("Concat", {kLengths, kSamples}, kTimed);
  // Parts of a message that come twice are merged, their lists joined in this order: the new
  // output comes first, and its nodes behind those whose results they take.
  return Graft{bytes_field(kModelGraph, output), bytes_field(kModelGraph, nodes)};
}

std::optional<TimedOutput> read_timed(std::span<const float> output) {
  const auto is_length = [](float value) {
    return value >= 1 && value <= kMostSteps && value == std::floor(value);
  };
  const auto end = std::find_if_not(output.begin(), output.end(), is_length);
  const auto lengths = static_cast<std::size_t>(end - output.begin());
  std::size_t steps = 0;
  for (const float length : output.first(lengths)) steps += static_cast<std::size_t>(length);
  const std::size_t samples = output.size() - lengths;
  if (steps == 0 || samples == 0 || samples % steps != 0) return std::nullopt;
  return TimedOutput{output.first(lengths), output.subspan(lengths), samples / steps};
}

}  // namespace hotpin::engines::sherpa
