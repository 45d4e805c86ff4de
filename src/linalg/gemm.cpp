// SPDX-License-Identifier: Apache-2.0
#include "src/linalg/gemm.hpp"

#include <omp.h>

#include <array>
#include <map>
#include <oneapi/dnnl/dnnl.hpp>
#include <stdexcept>
#include <unordered_map>

namespace lampyris {
namespace {

using dnnl::memory;
using Size = memory::dim;

const dnnl::engine& cpu() {
  static const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
  return engine;
}

template <class T>
constexpr memory::data_type type_of = sizeof(T) == sizeof(float) ? memory::data_type::f32
                                                                 : memory::data_type::bf16;

// All that a prepared product depends on.
struct Shape {
  Size m, n, k;
  Size a_stride, b_stride, c_stride;
  Transpose transpose_a, transpose_b;
  memory::data_type factor, result;
  Epilogue epilogue;
  bool bias, accumulate;
  int threads;  // a plan is cut for so many
  friend auto operator<=>(const Shape&, const Shape&) = default;
};

memory::desc describe(std::array<Size, 2> dims, memory::data_type type, Size stride, Transpose transpose) {
  return {{dims[0], dims[1]},
          type,
          transpose == Transpose::no ? memory::dims{stride, 1} : memory::dims{1, stride}};
}

dnnl::primitive_attr attributes_of(const Shape& shape) {
  dnnl::post_ops post;
  switch (shape.epilogue) {
    case Epilogue::none:
      break;
    case Epilogue::sigmoid:
      post.append_eltwise(1, dnnl::algorithm::eltwise_logistic, 0, 0);
      break;
    case Epilogue::tanh:
      post.append_eltwise(1, dnnl::algorithm::eltwise_tanh, 0, 0);
      break;
    case Epilogue::relu:
      post.append_eltwise(1, dnnl::algorithm::eltwise_relu, 0, 0);
      break;
    case Epilogue::leaky_relu:
      post.append_eltwise(1, dnnl::algorithm::eltwise_relu, leaky_slope, 0);
      break;
    case Epilogue::elu:
      post.append_eltwise(1, dnnl::algorithm::eltwise_elu, 1, 0);
      break;
    case Epilogue::gelu:
      post.append_eltwise(1, dnnl::algorithm::eltwise_gelu_erf, 0, 0);
      break;
  }
  if (shape.accumulate) post.append_sum(1);
  dnnl::primitive_attr attributes;
  attributes.set_post_ops(post);
  return attributes;
}

// oneDNN packs a factor on the way into its kernel, again and again; a small right factor under many rows is
// cheaper packed once.
bool worth_packing(const Shape& shape) {
  return shape.m >= 4 * shape.k && shape.k >= 32 && shape.n >= 32;
}

/// A product of one shape, ready to run on any data.
class Product {
 public:
  explicit Product(const Shape& shape) {
    const auto a = describe({shape.m, shape.k}, shape.factor, shape.a_stride, shape.transpose_a);
    const auto b = describe({shape.k, shape.n}, shape.factor, shape.b_stride, shape.transpose_b);
    const auto c = describe({shape.m, shape.n}, shape.result, shape.c_stride, Transpose::no);
    const memory::desc bias({1, shape.n}, memory::data_type::f32, memory::format_tag::ab);
    const memory::desc any({shape.k, shape.n}, shape.factor, memory::format_tag::any);
    const auto& inner_b = worth_packing(shape) ? any : b;
    const auto what =
        shape.bias ? dnnl::matmul::desc(a, inner_b, bias, c) : dnnl::matmul::desc(a, inner_b, c);
    const dnnl::matmul::primitive_desc plan(what, attributes_of(shape), cpu());
    matmul_ = dnnl::matmul(plan);
    a_ = memory(a, cpu(), nullptr);
    b_ = memory(b, cpu(), nullptr);
    c_ = memory(c, cpu(), nullptr);
    arguments_ = {{DNNL_ARG_SRC, a_}, {DNNL_ARG_WEIGHTS, b_}, {DNNL_ARG_DST, c_}};
    if (plan.weights_desc() != b) {
      packed_ = memory(plan.weights_desc(), cpu());
      pack_ = dnnl::reorder(b_, packed_);
      arguments_[DNNL_ARG_WEIGHTS] = packed_;
    }
    if (shape.bias) {
      bias_ = memory(bias, cpu(), nullptr);
      arguments_.emplace(DNNL_ARG_BIAS, bias_);
    }
  }

  void run(const void* a, const void* b, void* c, const float* bias, dnnl::stream& stream) {
    // oneDNN takes inputs as void*.
    a_.set_data_handle(const_cast<void*>(a));  // NOLINT
    b_.set_data_handle(const_cast<void*>(b));  // NOLINT
    c_.set_data_handle(c);
    if (bias != nullptr) bias_.set_data_handle(const_cast<float*>(bias));  // NOLINT
    if (pack_) pack_.execute(stream, b_, packed_);
    matmul_.execute(stream, arguments_);
    stream.wait();
  }

 private:
  dnnl::matmul matmul_;
  dnnl::reorder pack_;
  memory a_, b_, c_, bias_, packed_;
  std::unordered_map<int, memory> arguments_;
};

Product& prepared(const Shape& shape) {
  // Batches have few sizes, but a program that runs for long may see many.
  constexpr std::size_t most = 256;
  static thread_local std::map<Shape, Product> products;
  auto found = products.find(shape);
  if (found == products.end()) {
    if (products.size() >= most) products.clear();
    found = products.try_emplace(shape, shape).first;
  }
  return found->second;
}

Size inner_of(std::size_t rows, std::size_t columns, Transpose transpose, bool left) {
  return static_cast<Size>((transpose == Transpose::no) == left ? columns : rows);
}

}  // namespace

template <class Factor, class Result>
void gemm(MatrixView<const Factor> a, Transpose transpose_a, MatrixView<const Factor> b,
          Transpose transpose_b, MatrixView<Result> c, const GemmOptions& options) {
  const Shape shape{inner_of(a.rows(), a.columns(), transpose_a, false),
                    inner_of(b.rows(), b.columns(), transpose_b, true),
                    inner_of(a.rows(), a.columns(), transpose_a, true),
                    static_cast<Size>(a.stride()),
                    static_cast<Size>(b.stride()),
                    static_cast<Size>(c.stride()),
                    transpose_a,
                    transpose_b,
                    type_of<Factor>,
                    type_of<Result>,
                    options.epilogue,
                    !options.bias.empty(),
                    options.accumulate,
                    omp_get_max_threads()};
  if (shape.k != inner_of(b.rows(), b.columns(), transpose_b, false) ||
      shape.m != static_cast<Size>(c.rows()) || shape.n != static_cast<Size>(c.columns()) ||
      (shape.bias && options.bias.size() != c.columns())) {
    throw std::logic_error("gemm: shapes do not fit");
  }
  if (shape.m == 0 || shape.n == 0) return;
  if (shape.k == 0) throw std::logic_error("gemm: empty inner dimension");
  static thread_local dnnl::stream stream(cpu());
  prepared(shape).run(a.data(), b.data(), c.data(), shape.bias ? options.bias.data() : nullptr, stream);
}

template void gemm<float, float>(MatrixView<const float>, Transpose, MatrixView<const float>, Transpose,
                                 MatrixView<float>, const GemmOptions&);
template void gemm<bfloat16, float>(MatrixView<const bfloat16>, Transpose, MatrixView<const bfloat16>,
                                    Transpose, MatrixView<float>, const GemmOptions&);
template void gemm<bfloat16, bfloat16>(MatrixView<const bfloat16>, Transpose, MatrixView<const bfloat16>,
                                       Transpose, MatrixView<bfloat16>, const GemmOptions&);

bool cpu_multiplies_bfloat16() {
  using dnnl::cpu_isa;
  const auto isa = dnnl::get_effective_cpu_isa();
  return isa == cpu_isa::avx512_core || isa == cpu_isa::avx512_core_vnni || cpu_has_bfloat16();
}

bool cpu_has_bfloat16() {
#if defined(__x86_64__)
  // AMX implies it; and oneDNN knows best what it will use.
  const auto isa = dnnl::get_effective_cpu_isa();
  return isa == dnnl::cpu_isa::avx512_core_bf16 || isa == dnnl::cpu_isa::avx512_core_amx;
#else
  return false;
#endif
}

}  // namespace lampyris
