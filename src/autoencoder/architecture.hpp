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
/// dense layers, each one weight matrix and bias, are 0…L: dense layer s leads from layer s to layer s + 1,
/// layer 0 being the genes and layer L + 1 the reconstruction.
struct Architecture {
  std::size_t genes = 0;
  std::vector<std::size_t> widths;
  Activation hidden = Activation::sigmoid;
  Activation output = Activation::sigmoid;
  /// Dense layer L − s has the weights of dense layer s, transposed; the widths read the same from both ends.
  bool tied = false;

  [[nodiscard]] std::size_t layers() const { return widths.size(); }
  [[nodiscard]] std::size_t dense_layers() const { return widths.size() + 1; }
  [[nodiscard]] std::size_t inputs(std::size_t dense) const { return dense == 0 ? genes : widths[dense - 1]; }
  [[nodiscard]] std::size_t outputs(std::size_t dense) const {
    return dense == widths.size() ? genes : widths[dense];
  }
  [[nodiscard]] Activation activation(std::size_t dense) const {
    return dense == widths.size() ? output : hidden;
  }
  /// Whether `dense` has the weights of dense layer L − `dense` instead of its own.
  [[nodiscard]] bool is_tied(std::size_t dense) const { return tied && 2 * dense > layers(); }
  /// Where the dense layer's weights begin in the flat vector of parameters: inputs × outputs row-major, then
  /// the bias.
  [[nodiscard]] std::size_t weight_offset(std::size_t dense) const;
  [[nodiscard]] std::size_t bias_offset(std::size_t dense) const;
  /// Of the flat vector; tied weights are there twice.
  [[nodiscard]] std::size_t parameters() const { return weight_offset(dense_layers()); }

  friend bool operator==(const Architecture&, const Architecture&) = default;
};

/// Throws UsageError that names model.widths when the widths cannot be tied.
void require_tieable(const Architecture& architecture);

}  // namespace lampyris
