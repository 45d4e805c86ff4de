// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "src/base/named_values.hpp"

// Enumerations that only a job file has; those of the algorithms stand beside them in src.

namespace lampyris::jobs {

/// Whose settings the defaults are: ours, or the article's.
enum class Preset { lampyris, dwivedi2020 };
/// The kind of model that is trained.
enum class ModelKind { network, manifold, residual };
/// Which genes a cohort of several inputs has.
enum class CohortGenes { common, all };
/// The weights that training starts from.
enum class InitialWeights { glorot, pca };
/// The engine that computes the gradient.
enum class EngineKind { fused, scalapack, serial };
/// How genes are attributed to nodes.
enum class AttributionMethod { light_up };
/// The scores that signatures of nodes are ranked by.
enum class Signatures { lightup, loading };
/// Which genes of an association of the GWAS Catalog are taken.
enum class GwasGenes { mapped, reported };
/// Which steps the values of a contrast's own cohort go through.
enum class ContrastSteps { training, none };

}  // namespace lampyris::jobs

namespace lampyris {

template <>
struct Words<jobs::Preset> {
  static constexpr NamedValue<jobs::Preset> values[] = {{"lampyris", jobs::Preset::lampyris},
                                                        {"dwivedi2020", jobs::Preset::dwivedi2020}};
};

template <>
struct Words<jobs::ModelKind> {
  static constexpr NamedValue<jobs::ModelKind> values[] = {{"network", jobs::ModelKind::network},
                                                           {"manifold", jobs::ModelKind::manifold},
                                                           {"residual", jobs::ModelKind::residual}};
};

template <>
struct Words<jobs::CohortGenes> {
  static constexpr NamedValue<jobs::CohortGenes> values[] = {{"common", jobs::CohortGenes::common},
                                                             {"all", jobs::CohortGenes::all}};
};

template <>
struct Words<jobs::InitialWeights> {
  static constexpr NamedValue<jobs::InitialWeights> values[] = {{"glorot", jobs::InitialWeights::glorot},
                                                                {"pca", jobs::InitialWeights::pca}};
};

template <>
struct Words<jobs::EngineKind> {
  static constexpr NamedValue<jobs::EngineKind> values[] = {{"fused", jobs::EngineKind::fused},
                                                            {"scalapack", jobs::EngineKind::scalapack},
                                                            {"serial", jobs::EngineKind::serial}};
};

template <>
struct Words<jobs::AttributionMethod> {
  static constexpr NamedValue<jobs::AttributionMethod> values[] = {
      {"light-up", jobs::AttributionMethod::light_up}};
};

template <>
struct Words<jobs::Signatures> {
  static constexpr NamedValue<jobs::Signatures> values[] = {{"lightup", jobs::Signatures::lightup},
                                                            {"loading", jobs::Signatures::loading}};
};

template <>
struct Words<jobs::GwasGenes> {
  static constexpr NamedValue<jobs::GwasGenes> values[] = {{"mapped", jobs::GwasGenes::mapped},
                                                           {"reported", jobs::GwasGenes::reported}};
};

template <>
struct Words<jobs::ContrastSteps> {
  static constexpr NamedValue<jobs::ContrastSteps> values[] = {{"training", jobs::ContrastSteps::training},
                                                               {"none", jobs::ContrastSteps::none}};
};

}  // namespace lampyris
