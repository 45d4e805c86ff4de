// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "src/linalg/matrix.hpp"

namespace onnx {
class ModelProto;
}

namespace lampyris::io {

/// The name of something in a graph: an input, a constant or what an operator gives.
struct GraphValue {
  std::string name;
};

/// A fixed argument of an operator.
struct GraphAttribute {
  std::string name;
  std::variant<float, std::int64_t, std::string, std::vector<std::int64_t>> value;
};

/// A computation in the operators of ONNX (opset 16), one after the other. Matrices have samples as rows,
/// whose number is open. T below is float, double or std::int64_t. Everything that adds a constant throws
/// UsageError once all of them no longer fit into one file.
class GraphBuilder {
 public:
  /// `version` is that of the program.
  explicit GraphBuilder(const std::string& version);
  GraphBuilder(const GraphBuilder&) = delete;
  GraphBuilder& operator=(const GraphBuilder&) = delete;
  ~GraphBuilder();

  /// Adds an input of samples × columns, float.
  [[nodiscard]] GraphValue input(const std::string& name, std::size_t columns, const std::string& meaning);
  /// Gives a value out as samples × columns, float.
  void output(const std::string& name, const GraphValue& value, std::size_t columns,
              const std::string& meaning);

  /// Adds a constant.
  template <class T>
  [[nodiscard]] GraphValue matrix(MatrixView<const T> values);
  /// Adds a constant of one dimension, which stands for the same row of every sample.
  template <class T>
  [[nodiscard]] GraphValue vector(std::span<const T> values);
  /// Adds a constant without dimensions.
  template <class T>
  [[nodiscard]] GraphValue number(T value);

  /// Adds an operator, which gives one value.
  [[nodiscard]] GraphValue apply(const std::string& operation, const std::vector<GraphValue>& inputs,
                                 const std::vector<GraphAttribute>& attributes = {});
  /// Adds an operator that gives so many values.
  [[nodiscard]] std::vector<GraphValue> apply_for(std::size_t count, const std::string& operation,
                                                  const std::vector<GraphValue>& inputs,
                                                  const std::vector<GraphAttribute>& attributes = {});
  /// Converts a value to numbers of type T.
  template <class T>
  [[nodiscard]] GraphValue cast(const GraphValue& value);

  /// Says something about the model, by a key.
  void say(const std::string& key, const std::string& text);
  /// Gives the bytes of the model's file, and leaves the graph without its constants.
  [[nodiscard]] std::string take_bytes();

 private:
  template <class T>
  GraphValue constant(std::span<const std::size_t> dims, MatrixView<const T> values);

  std::unique_ptr<::onnx::ModelProto> model_;
  std::size_t bytes_ = 0;  // of the constants
  std::size_t values_ = 0;
};

}  // namespace lampyris::io
