#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace lampyris {

/// leaky_relu has a slope of 0.01 below zero, elu α = 1.
enum class Activation { sigmoid, linear, tanh, relu, leaky_relu, elu };

/// The names that activation_from knows.
[[nodiscard]] const std::vector<std::string>& activation_names();
/// Throws UsageError for a name that there is not; `key` names the setting.
[[nodiscard]] Activation activation_from(const std::string& name, const std::string& key);
[[nodiscard]] std::string to_string(Activation activation);

/// genes → widths[0] → … → widths[L−1] → genes. Hidden layers, the ones that a user sees and names, are 1…L;
/// dense steps, each one weight matrix and bias, are 0…L: step s leads from layer s to layer s + 1, layer 0
/// being the genes and layer L + 1 the reconstruction.
struct Architecture {
  std::size_t genes = 0;
  std::vector<std::size_t> widths;
  Activation hidden = Activation::sigmoid;
  Activation output = Activation::sigmoid;
  /// Step L − s has the weights of step s, transposed; the widths read the same from both ends.
  bool tied = false;

  [[nodiscard]] std::size_t layers() const { return widths.size(); }
  [[nodiscard]] std::size_t steps() const { return widths.size() + 1; }
  [[nodiscard]] std::size_t inputs(std::size_t step) const { return step == 0 ? genes : widths[step - 1]; }
  [[nodiscard]] std::size_t outputs(std::size_t step) const {
    return step == widths.size() ? genes : widths[step];
  }
  [[nodiscard]] Activation activation(std::size_t step) const {
    return step == widths.size() ? output : hidden;
  }
  /// Whether `step` has the weights of step L − `step` instead of its own.
  [[nodiscard]] bool is_tied(std::size_t step) const { return tied && 2 * step > layers(); }
  /// Where step's weights begin in the flat vector of parameters: inputs × outputs row-major, then the bias.
  [[nodiscard]] std::size_t weight_offset(std::size_t step) const;
  [[nodiscard]] std::size_t bias_offset(std::size_t step) const;
  /// Of the flat vector; tied weights are there twice.
  [[nodiscard]] std::size_t parameters() const { return weight_offset(steps()); }

  friend bool operator==(const Architecture&, const Architecture&) = default;
};

/// Throws UsageError that names model.widths when the widths cannot be tied.
void require_tieable(const Architecture& architecture);

}  // namespace lampyris
