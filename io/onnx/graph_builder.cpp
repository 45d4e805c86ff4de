// SPDX-License-Identifier: Apache-2.0
#include "io/onnx/graph_builder.hpp"

#include <fmt/format.h>
#include <onnx_schema.pb.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cctype>
#include <utility>

#include "src/base/error.hpp"

namespace lampyris::io {
namespace {

static_assert(std::endian::native == std::endian::little, "a tensor's raw data is little-endian");

// The oldest that has all operators: ScatterElements that adds.
constexpr std::int64_t opset = 16;
constexpr std::int64_t ir_version = 8;

// A message of protobuf holds 2 GiB; what is no constant takes far less than what is left here.
constexpr std::size_t most_bytes = (std::size_t{1} << 31U) - (std::size_t{64} << 20U);

template <class T>
constexpr ::onnx::TensorProto::DataType type_of = std::is_same_v<T, float>    ? ::onnx::TensorProto::FLOAT
                                                  : std::is_same_v<T, double> ? ::onnx::TensorProto::DOUBLE
                                                                              : ::onnx::TensorProto::INT64;

void describe(::onnx::ValueInfoProto& value, const std::string& name, std::size_t columns,
              const std::string& meaning) {
  value.set_name(name);
  value.set_doc_string(meaning);
  auto& type = *value.mutable_type()->mutable_tensor_type();
  type.set_elem_type(type_of<float>);
  type.mutable_shape()->add_dim()->set_dim_param("samples");
  type.mutable_shape()->add_dim()->set_dim_value(static_cast<std::int64_t>(columns));
}

void set_attribute(::onnx::AttributeProto& attribute, const GraphAttribute& from) {
  attribute.set_name(from.name);
  if (const auto* real = std::get_if<float>(&from.value)) {
    attribute.set_type(::onnx::AttributeProto::FLOAT);
    attribute.set_f(*real);
  } else if (const auto* whole = std::get_if<std::int64_t>(&from.value)) {
    attribute.set_type(::onnx::AttributeProto::INT);
    attribute.set_i(*whole);
  } else if (const auto* text = std::get_if<std::string>(&from.value)) {
    attribute.set_type(::onnx::AttributeProto::STRING);
    attribute.set_s(*text);
  } else {
    attribute.set_type(::onnx::AttributeProto::INTS);
    for (const auto one : std::get<std::vector<std::int64_t>>(from.value)) attribute.add_ints(one);
  }
}

}  // namespace

GraphBuilder::GraphBuilder(const std::string& version) : model_(std::make_unique<::onnx::ModelProto>()) {
  model_->set_ir_version(ir_version);
  model_->set_producer_name("lampyris");
  model_->set_producer_version(version);
  auto& operators = *model_->add_opset_import();
  operators.set_domain("");
  operators.set_version(opset);
  model_->mutable_graph()->set_name("lampyris");
}

GraphBuilder::~GraphBuilder() = default;

GraphValue GraphBuilder::input(const std::string& name, std::size_t columns, const std::string& meaning) {
  describe(*model_->mutable_graph()->add_input(), name, columns, meaning);
  return {name};
}

void GraphBuilder::output(const std::string& name, const GraphValue& value, std::size_t columns,
                          const std::string& meaning) {
  auto& node = *model_->mutable_graph()->add_node();
  node.set_op_type("Identity");
  node.set_name(name);
  node.add_input(value.name);
  node.add_output(name);
  describe(*model_->mutable_graph()->add_output(), name, columns, meaning);
}

template <class T>
GraphValue GraphBuilder::constant(std::span<const std::size_t> dims, MatrixView<const T> values) {
  bytes_ += values.rows() * values.columns() * sizeof(T);
  if (bytes_ > most_bytes) {
    throw UsageError(
        "--format onnx: one file of ONNX holds 2 GB, and this model has more; take --format npz, or --part "
        "encoder and --part decoder in two files");
  }
  auto& tensor = *model_->mutable_graph()->add_initializer();
  tensor.set_name(fmt::format("constant_{}", ++values_));
  tensor.set_data_type(type_of<T>);
  for (const std::size_t size : dims) tensor.add_dims(static_cast<std::int64_t>(size));
  std::string& data = *tensor.mutable_raw_data();
  data.reserve(values.rows() * values.columns() * sizeof(T));
  for (std::size_t i = 0; i < values.rows(); ++i) {
    const auto row = values.row(i);
    data.append(reinterpret_cast<const char*>(row.data()), row.size_bytes());
  }
  return {tensor.name()};
}

template <class T>
GraphValue GraphBuilder::matrix(MatrixView<const T> values) {
  return constant<T>(std::array{values.rows(), values.columns()}, values);
}

template <class T>
GraphValue GraphBuilder::vector(std::span<const T> values) {
  return constant<T>(std::array{values.size()}, MatrixView<const T>(values.data(), 1, values.size()));
}

template <class T>
GraphValue GraphBuilder::number(T value) {
  return constant<T>({}, MatrixView<const T>(&value, 1, 1));
}

GraphValue GraphBuilder::apply(const std::string& operation, const std::vector<GraphValue>& inputs,
                               const std::vector<GraphAttribute>& attributes) {
  return apply_for(1, operation, inputs, attributes).front();
}

std::vector<GraphValue> GraphBuilder::apply_for(std::size_t count, const std::string& operation,
                                                const std::vector<GraphValue>& inputs,
                                                const std::vector<GraphAttribute>& attributes) {
  auto& node = *model_->mutable_graph()->add_node();
  node.set_op_type(operation);
  for (const auto& input : inputs) node.add_input(input.name);
  for (const auto& attribute : attributes) set_attribute(*node.add_attribute(), attribute);
  std::vector<GraphValue> outputs;
  for (std::size_t i = 0; i < count; ++i) {
    outputs.push_back({fmt::format("{}_{}", operation, ++values_)});
    node.add_output(outputs.back().name);
  }
  node.set_name(outputs.front().name);
  return outputs;
}

template <class T>
GraphValue GraphBuilder::cast(const GraphValue& value) {
  return apply("Cast", {value}, {{"to", static_cast<std::int64_t>(type_of<T>)}});
}

void GraphBuilder::say(const std::string& key, const std::string& text) {
  auto& entry = *model_->add_metadata_props();
  entry.set_key(key);
  entry.set_value(text);
}

std::string GraphBuilder::take_bytes() {
  std::string bytes;
  if (!model_->SerializeToString(&bytes)) {
    throw Error(ExitCode::failed, "the graph cannot be written: it is too large for one file of ONNX");
  }
  model_->mutable_graph()->clear_initializer();
  return bytes;
}

template GraphValue GraphBuilder::matrix<float>(MatrixView<const float>);
template GraphValue GraphBuilder::matrix<double>(MatrixView<const double>);
template GraphValue GraphBuilder::vector<float>(std::span<const float>);
template GraphValue GraphBuilder::vector<double>(std::span<const double>);
template GraphValue GraphBuilder::vector<std::int64_t>(std::span<const std::int64_t>);
template GraphValue GraphBuilder::number<float>(float);
template GraphValue GraphBuilder::number<double>(double);
template GraphValue GraphBuilder::number<std::int64_t>(std::int64_t);
template GraphValue GraphBuilder::cast<float>(const GraphValue&);
template GraphValue GraphBuilder::cast<double>(const GraphValue&);
template GraphValue GraphBuilder::cast<std::int64_t>(const GraphValue&);

}  // namespace lampyris::io
