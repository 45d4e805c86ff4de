#include "src/linalg/gemm.hpp"

#include <oneapi/dnnl/dnnl.hpp>
#include <stdexcept>
#include <unordered_map>

namespace lampyris {
namespace {

using dnnl::memory;

const dnnl::engine& cpu() {
  static const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
  return engine;
}

memory::desc describe(MatrixView<const float> view, As as) {
  const auto rows = static_cast<memory::dim>(view.rows());
  const auto columns = static_cast<memory::dim>(view.columns());
  const auto stride = static_cast<memory::dim>(view.stride());
  if (as == As::stored) return {{rows, columns}, memory::data_type::f32, {stride, 1}};
  return {{columns, rows}, memory::data_type::f32, {1, stride}};
}

memory bind(const memory::desc& description, const float* data) {
  return {description, cpu(), const_cast<float*>(data)};  // NOLINT: oneDNN takes inputs as void*
}

dnnl::matmul::primitive_desc plan(const memory::desc& a, const memory::desc& b, const memory::desc& c,
                                  const memory::desc* bias, Finish finish) {
  dnnl::primitive_attr attributes;
  if (finish == Finish::sigmoid) {
    dnnl::post_ops post;
    post.append_eltwise(1.0F, dnnl::algorithm::eltwise_logistic, 0.0F, 0.0F);
    attributes.set_post_ops(post);
  }
  const auto what = bias != nullptr ? dnnl::matmul::desc(a, b, *bias, c) : dnnl::matmul::desc(a, b, c);
  return {what, attributes, cpu()};
}

}  // namespace

void gemm(MatrixView<const float> a, As a_as, MatrixView<const float> b, As b_as, MatrixView<float> c,
          std::span<const float> bias, Finish finish) {
  const auto a_desc = describe(a, a_as);
  const auto b_desc = describe(b, b_as);
  const auto c_desc = describe(c, As::stored);
  if (a_desc.dims()[1] != b_desc.dims()[0] || a_desc.dims()[0] != c_desc.dims()[0] ||
      b_desc.dims()[1] != c_desc.dims()[1] || (!bias.empty() && bias.size() != c.columns())) {
    throw std::logic_error("gemm: shapes do not fit");
  }
  if (c.rows() == 0 || c.columns() == 0) return;
  if (a_desc.dims()[1] == 0) throw std::logic_error("gemm: empty inner dimension");

  const memory::desc bias_desc({1, static_cast<memory::dim>(c.columns())}, memory::data_type::f32,
                               memory::format_tag::ab);
  // oneDNN keeps the compiled kernels of recent shapes itself, so a second call with these shapes is cheap.
  const dnnl::matmul product(plan(a_desc, b_desc, c_desc, bias.empty() ? nullptr : &bias_desc, finish));
  std::unordered_map<int, memory> arguments{{DNNL_ARG_SRC, bind(a_desc, a.data())},
                                            {DNNL_ARG_WEIGHTS, bind(b_desc, b.data())},
                                            {DNNL_ARG_DST, bind(c_desc, c.data())}};
  if (!bias.empty()) arguments.emplace(DNNL_ARG_BIAS, bind(bias_desc, bias.data()));
  static thread_local dnnl::stream stream(cpu());
  product.execute(stream, arguments);
  stream.wait();
}

}  // namespace lampyris
