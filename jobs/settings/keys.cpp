#include "jobs/settings/keys.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <type_traits>

#include "src/autoencoder/architecture.hpp"
#include "src/base/error.hpp"

namespace lampyris::jobs {
namespace {

using Texts = std::vector<std::string>;

struct Range {
  double low = 0;
  double high = std::numeric_limits<double>::infinity();
  bool open_low = false;  ///< low itself is not allowed
};

[[noreturn]] void wrong(const std::string& shown, const std::string& due) {
  throw UsageError(fmt::format("{}: must be {}", shown, due));
}

std::string in_words(const Range& range, const char* what) {
  const char* low = range.open_low ? "above" : "at least";
  if (std::isinf(range.high)) return fmt::format("{} {} {}", what, low, range.low);
  return fmt::format("{} {} {} and at most {}", what, low, range.low, range.high);
}

double number_in(const toml::node& node, const Range& range, const std::string& due,
                 const std::string& shown) {
  const auto value = node.value<double>();
  if (!node.is_number() || !value || !(*value >= range.low && *value <= range.high) ||
      (range.open_low && *value == range.low)) {
    wrong(shown, due);
  }
  return *value;
}

std::string text_of(const toml::node& node, const std::string& shown, const char* due = "a text in quotes") {
  const auto value = node.value_exact<std::string>();
  if (!value) wrong(shown, due);
  return *value;
}

std::filesystem::path path_of(const toml::node& node, const std::string& shown) {
  const auto text = text_of(node, shown, "a path in quotes");
  return text.empty() ? std::filesystem::path() : std::filesystem::absolute(text).lexically_normal();
}

// One value is as good as a list of one.
template <class Each>
void for_each_element(const toml::node& node, Each each) {
  if (const auto* array = node.as_array()) {
    for (const auto& element : *array) each(element);
  } else {
    each(node);
  }
}

// ---- one function for each kind of key; `at` gives the place of the value in its owner

template <class Owner, class At>
Key<Owner> whole_number(const char* name, At at, Range range) {
  return {name,
          [=](Owner& owner, const toml::node& node, const std::string& shown) {
            const auto due = in_words(range, "a whole number");
            if (!node.is_integer()) wrong(shown, due);
            at(owner) =
                static_cast<std::remove_reference_t<decltype(at(owner))>>(number_in(node, range, due, shown));
          },
          [=](const Owner& owner, toml::table& section, const std::string& key) {
            section.insert_or_assign(key,
                                     static_cast<std::int64_t>(at(const_cast<Owner&>(owner))));  // NOLINT
          }};
}

template <class Owner, class At>
Key<Owner> whole_numbers(const char* name, At at, Range range) {
  return {name,
          [=](Owner& owner, const toml::node& node, const std::string& shown) {
            const auto due = in_words(range, "a list of whole numbers, each");
            at(owner).clear();
            for_each_element(node, [&](const toml::node& element) {
              if (!element.is_integer()) wrong(shown, due);
              at(owner).push_back(static_cast<std::size_t>(number_in(element, range, due, shown)));
            });
            if (at(owner).empty()) wrong(shown, due);
          },
          [=](const Owner& owner, toml::table& section, const std::string& key) {
            toml::array values;
            for (const auto value : at(const_cast<Owner&>(owner))) {  // NOLINT
              values.push_back(static_cast<std::int64_t>(value));
            }
            section.insert_or_assign(key, values);
          }};
}

template <class Owner, class At>
Key<Owner> number(const char* name, At at, Range range) {
  return {name,
          [=](Owner& owner, const toml::node& node, const std::string& shown) {
            at(owner) = number_in(node, range, in_words(range, "a number"), shown);
          },
          [=](const Owner& owner, toml::table& section, const std::string& key) {
            section.insert_or_assign(key, at(const_cast<Owner&>(owner)));  // NOLINT
          }};
}

// `choices` empty: any text.
template <class Owner, class At>
Key<Owner> text(const char* name, At at, const Texts& choices = {}) {
  return {name,
          [=](Owner& owner, const toml::node& node, const std::string& shown) {
            const auto value = text_of(node, shown);
            if (!choices.empty() && std::find(choices.begin(), choices.end(), value) == choices.end()) {
              wrong(fmt::format("{} = \"{}\"", shown, value),
                    fmt::format("one of {}", fmt::join(choices, ", ")));
            }
            at(owner) = value;
          },
          [=](const Owner& owner, toml::table& section, const std::string& key) {
            section.insert_or_assign(key, at(const_cast<Owner&>(owner)));  // NOLINT
          }};
}

template <class Owner, class At>
Key<Owner> texts(const char* name, At at) {
  return {name,
          [=](Owner& owner, const toml::node& node, const std::string& shown) {
            at(owner).clear();
            for_each_element(node, [&](const toml::node& element) {
              at(owner).push_back(text_of(element, shown, "a list of texts in quotes"));
            });
          },
          [=](const Owner& owner, toml::table& section, const std::string& key) {
            toml::array values;
            for (const auto& value : at(const_cast<Owner&>(owner))) values.push_back(value);  // NOLINT
            section.insert_or_assign(key, values);
          }};
}

template <class Owner, class At>
Key<Owner> path(const char* name, At at) {
  return {name,
          [=](Owner& owner, const toml::node& node, const std::string& shown) {
            at(owner) = path_of(node, shown);
          },
          [=](const Owner& owner, toml::table& section, const std::string& key) {
            section.insert_or_assign(key, at(const_cast<Owner&>(owner)).string());  // NOLINT
          }};
}

template <class Owner, class At>
Key<Owner> paths(const char* name, At at) {
  return {name,
          [=](Owner& owner, const toml::node& node, const std::string& shown) {
            at(owner).clear();
            for_each_element(
                node, [&](const toml::node& element) { at(owner).push_back(path_of(element, shown)); });
          },
          [=](const Owner& owner, toml::table& section, const std::string& key) {
            toml::array values;
            for (const auto& value : at(const_cast<Owner&>(owner)))
              values.push_back(value.string());  // NOLINT
            section.insert_or_assign(key, values);
          }};
}

template <class Owner, class At>
Key<Owner> flag(const char* name, At at) {
  return {name,
          [=](Owner& owner, const toml::node& node, const std::string& shown) {
            const auto value = node.value_exact<bool>();
            if (!value) wrong(shown, "true or false");
            at(owner) = *value;
          },
          [=](const Owner& owner, toml::table& section, const std::string& key) {
            section.insert_or_assign(key, at(const_cast<Owner&>(owner)));  // NOLINT
          }};
}

// NOLINTBEGIN(bugprone-macro-parentheses): the body of a lambda
#define LAMPYRIS_AT(member)  \
  [](auto& owner) -> auto& { \
    return owner.member;     \
  }
// NOLINTEND(bugprone-macro-parentheses)

const Texts collapse_rules{"auto", "max-mean", "mean", "median", "sum", "max-variance"};
constexpr double largest = 1e9;

}  // namespace

const std::vector<Key<Settings>>& job_keys() {
  using S = Settings;
  static const std::vector<Key<S>> keys{
      text<S>("preset", LAMPYRIS_AT(preset), {"dwivedi2020"}),
      path<S>("run.directory", LAMPYRIS_AT(run.directory)),
      whole_number<S>("run.seed", LAMPYRIS_AT(run.seed), {0, 9.0e15}),
      paths<S>("cohort.inputs", LAMPYRIS_AT(cohort.inputs)),
      path<S>("cohort.annotation", LAMPYRIS_AT(cohort.annotation)),
      path<S>("cohort.ids", LAMPYRIS_AT(cohort.ids)),
      text<S>("cohort.format", LAMPYRIS_AT(cohort.format)),
      text<S>("cohort.layer", LAMPYRIS_AT(cohort.layer)),
      text<S>("cohort.gene_field", LAMPYRIS_AT(cohort.gene_field)),
      text<S>("cohort.select", LAMPYRIS_AT(cohort.select)),
      text<S>("cohort.genes", LAMPYRIS_AT(cohort.genes), {"common", "all"}),
      text<S>("cohort.collapse", LAMPYRIS_AT(cohort.collapse), collapse_rules),
      texts<S>("cohort.preprocess", LAMPYRIS_AT(cohort.preprocess)),
      path<S>("cohort.gene_lengths", LAMPYRIS_AT(cohort.gene_lengths)),
      text<S>("cohort.scale", LAMPYRIS_AT(cohort.scale), {"minmax", "zscore", "none"}),
      number<S>("cohort.clip", LAMPYRIS_AT(cohort.clip), {}),
      number<S>("cohort.heldout", LAMPYRIS_AT(cohort.heldout), {0, 0.9}),
      text<S>("cohort.split_by", LAMPYRIS_AT(cohort.split_by)),
      whole_numbers<S>("model.widths", LAMPYRIS_AT(model.widths), {1, 1e6}),
      text<S>("model.hidden", LAMPYRIS_AT(model.hidden), activation_names()),
      text<S>("model.output", LAMPYRIS_AT(model.output), {"sigmoid", "linear"}),
      text<S>("model.init", LAMPYRIS_AT(model.init), {"glorot", "pca"}),
      flag<S>("model.tied", LAMPYRIS_AT(model.tied)),
      whole_number<S>("train.epochs", LAMPYRIS_AT(train.epochs), {1, largest}),
      whole_number<S>("train.batch", LAMPYRIS_AT(train.batch), {1, largest}),
      number<S>("train.rate", LAMPYRIS_AT(train.rate), {0, 1, true}),
      whole_number<S>("train.patience", LAMPYRIS_AT(train.patience), {0, largest}),
      number<S>("train.checkpoint_minutes", LAMPYRIS_AT(train.checkpoint_minutes), {0, largest}),
      text<S>("train.precision", LAMPYRIS_AT(train.precision), {"auto", "bf16", "f32"}),
      flag<S>("train.reproducible", LAMPYRIS_AT(train.reproducible)),
      text<S>("train.optimiser", LAMPYRIS_AT(train.optimiser), {"adam", "adamw", "sgd"}),
      number<S>("train.momentum", LAMPYRIS_AT(train.momentum), {0, 1}),
      number<S>("train.weight_decay", LAMPYRIS_AT(train.weight_decay), {}),
      number<S>("train.l1", LAMPYRIS_AT(train.l1), {}),
      number<S>("train.l2", LAMPYRIS_AT(train.l2), {}),
      number<S>("train.clip", LAMPYRIS_AT(train.clip), {}),
      text<S>("train.schedule", LAMPYRIS_AT(train.schedule), {"inverse_time", "constant", "cosine", "step"}),
      number<S>("train.decay", LAMPYRIS_AT(train.decay), {}),
      whole_number<S>("train.step_epochs", LAMPYRIS_AT(train.step_epochs), {1, largest}),
      number<S>("train.step_factor", LAMPYRIS_AT(train.step_factor), {0, 1, true}),
      number<S>("train.warmup_epochs", LAMPYRIS_AT(train.warmup_epochs), {}),
      text<S>("train.noise", LAMPYRIS_AT(train.noise), {"none", "masking", "gaussian"}),
      number<S>("train.noise_level", LAMPYRIS_AT(train.noise_level), {}),
      number<S>("train.dropout", LAMPYRIS_AT(train.dropout), {0, 0.95}),
      text<S>("train.sparsity", LAMPYRIS_AT(train.sparsity), {"none", "l1", "kl"}),
      number<S>("train.sparsity_weight", LAMPYRIS_AT(train.sparsity_weight), {}),
      number<S>("train.sparsity_target", LAMPYRIS_AT(train.sparsity_target), {0, 0.999, true}),
      text<S>("compute.engine", LAMPYRIS_AT(compute.engine), {"fused", "scalapack", "serial"}),
      text<S>("compute.grid", LAMPYRIS_AT(compute.grid)),
      text<S>("compute.memory_per_rank", LAMPYRIS_AT(compute.memory_per_rank)),
      text<S>("attribute.method", LAMPYRIS_AT(attribute.method), {"light-up"}),
      text<S>("attribute.reference", LAMPYRIS_AT(attribute.reference), {"zero", "min", "mean"}),
      text<S>("attribute.level", LAMPYRIS_AT(attribute.level), {"max"}),
      whole_number<S>("attribute.top", LAMPYRIS_AT(attribute.top), {1, largest}),
      path<S>("attribute.truth", LAMPYRIS_AT(attribute.truth)),
      path<S>("interactome.edges", LAMPYRIS_AT(interactome.edges)),
      path<S>("interactome.aliases", LAMPYRIS_AT(interactome.aliases)),
      number<S>("interactome.score", LAMPYRIS_AT(interactome.score), {}),
      whole_numbers<S>("interactome.top", LAMPYRIS_AT(interactome.top), {2, largest}),
      whole_number<S>("interactome.null_sets", LAMPYRIS_AT(interactome.null_sets), {10, 1e7}),
      texts<S>("structure.labels", LAMPYRIS_AT(structure.labels)),
      whole_numbers<S>("structure.pca", LAMPYRIS_AT(structure.pca), {1, 1e6}),
      whole_number<S>("structure.permutations", LAMPYRIS_AT(structure.permutations), {10, 1e7}),
      whole_number<S>("structure.max_samples", LAMPYRIS_AT(structure.max_samples), {10, 1e6}),
      paths<S>("modules.gene_sets", LAMPYRIS_AT(modules.gene_sets)),
      path<S>("modules.gene_ids", LAMPYRIS_AT(modules.gene_ids)),
      whole_number<S>("modules.gene_set_top", LAMPYRIS_AT(modules.gene_set_top), {1, largest}),
      number<S>("modules.gwas_p", LAMPYRIS_AT(modules.gwas_p), {0, 1, true}),
      text<S>("modules.gwas_genes", LAMPYRIS_AT(modules.gwas_genes), {"mapped", "reported"}),
      number<S>("modules.disgenet_score", LAMPYRIS_AT(modules.disgenet_score), {0, 1}),
      texts<S>("modules.sets", LAMPYRIS_AT(modules.sets)),
      whole_number<S>("modules.top", LAMPYRIS_AT(modules.top), {0, largest}),
      whole_number<S>("modules.permutations", LAMPYRIS_AT(modules.permutations), {100, 1e7}),
      whole_number<S>("modules.max_permutations", LAMPYRIS_AT(modules.max_permutations), {100, 1e8}),
      number<S>("modules.max_missing", LAMPYRIS_AT(modules.max_missing), {0, 1}),
      number<S>("modules.penalty", LAMPYRIS_AT(modules.penalty), {0, largest, true}),
      texts<S>("report.colour_by", LAMPYRIS_AT(report.colour_by)),
  };
  return keys;
}

const std::vector<Key<Settings::Contrast>>& contrast_keys() {
  using C = Settings::Contrast;
  static const std::vector<Key<C>> keys{
      text<C>("name", LAMPYRIS_AT(name)),
      path<C>("cohort", LAMPYRIS_AT(cohort)),
      path<C>("annotation", LAMPYRIS_AT(annotation)),
      path<C>("ids", LAMPYRIS_AT(ids)),
      text<C>("layer", LAMPYRIS_AT(layer)),
      text<C>("gene_field", LAMPYRIS_AT(gene_field)),
      text<C>("collapse", LAMPYRIS_AT(collapse), collapse_rules),
      text<C>("cases", LAMPYRIS_AT(cases)),
      text<C>("controls", LAMPYRIS_AT(controls)),
      text<C>("group", LAMPYRIS_AT(group)),
      text<C>("disease", LAMPYRIS_AT(disease)),
      text<C>("preprocess", LAMPYRIS_AT(preprocess), {"training", "none"}),
      text<C>("standardise", LAMPYRIS_AT(standardise), {"within", "none"}),
  };
  return keys;
}

}  // namespace lampyris::jobs
