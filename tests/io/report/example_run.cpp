// SPDX-License-Identifier: Apache-2.0
#include "tests/io/report/example_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "io/cohort/cohort_file.hpp"
#include "io/files/atomic_file.hpp"
#include "io/text/table_writer.hpp"
#include "src/base/random.hpp"
#include "src/linalg/matrix.hpp"

namespace lampyris::test {
namespace {

namespace fs = std::filesystem;
constexpr std::array<std::string_view, 12> organs = {"bladder",  "brain cortex", "breast",      "colon",
                                                     "kidney",   "liver",        "lung",        "oesophagus",
                                                     "prostate", "spleen",       "whole blood", "thyroid"};
constexpr std::array<std::string_view, 3> lists = {"positive", "negative", "absolute"};

class Writer {
 public:
  Writer(const fs::path& directory, const mpi::Communicator& ranks) : directory_(directory), ranks_(ranks) {}

  template <class Fill>
  void table(const std::string& name, const std::vector<std::string>& columns, const Fill& fill) {
    io::TableRows rows;
    if (ranks_.rank() == 0) fill(rows);
    io::write_table(directory_ / (name + ".tsv"), columns, rows, ranks_);
  }
  double uniform() { return random_.uniform(); }
  double normal() { return random_.normal(); }

 private:
  fs::path directory_;
  const mpi::Communicator& ranks_;
  Random random_{7, Stream::simulated_noise, 0};
};

std::string sample_name(std::size_t sample) {
  return sample == 0 ? std::string(evil_sample) : fmt::format("S{:04}", sample);
}

void write_training(Writer& writer) {
  writer.table(
      "metrics",
      {"epoch", "step", "seconds", "samples_per_second", "loss_train", "r2_train", "r2_heldout", "rate"},
      [&](io::TableRows& rows) {
        for (int epoch = 1; epoch <= 60; ++epoch) {
          const double rise = 1 - std::exp(-epoch / 12.0);
          rows.add(epoch, epoch * 20, epoch * 1.5, 420.5, 0.004 + 0.06 * std::exp(-epoch / 6.0),
                   -0.1 + 0.88 * rise, -0.1 + 0.79 * rise + 0.004 * writer.normal(), 1e-3);
        }
      });
  writer.table("candidates", {"kind", "code", "r2_pca", "r2_encoder", "r2_refined", "taken"},
               [](io::TableRows& rows) {
                 rows.add("manifold", 16, 0.681, 0.748, 0.759, "no");
                 rows.add("manifold", 32, 0.737, 0.765, 0.771, "no");
                 rows.add("manifold", 64, 0.764, 0.775, 0.778, "yes");
                 rows.add("residual", 64, 0.764, 0.771, 0.775, "no");
               });
  writer.table("reconstruction",
               {"representation", "dimension", "samples", "r2_global", "r2_gene_mean", "r2_gene_median"},
               [](io::TableRows& rows) {
                 for (const char* samples : {"training", "validation", "test"}) {
                   const double drop = samples[0] == 't' ? 0 : 0.06;
                   rows.add("autoencoder", 512, samples, 0.76 - drop, 0.71 - drop, 0.73 - drop);
                   rows.add("pca", 2, samples, 0.31 - drop, 0.25 - drop, 0.24 - drop);
                   rows.add("pca", 64, samples, 0.81 - drop, 0.76 - drop, 0.78 - drop);
                   rows.add("pca", 512, samples, 0.98 - 2 * drop, 0.95 - 2 * drop, 0.97 - 2 * drop);
                 }
               });
  writer.table("r2_per_gene", {"gene", "r2_training", "r2_heldout"}, [&](io::TableRows& rows) {
    for (int gene = 0; gene < 5500; ++gene) {
      const double training = 1 - 0.6 * std::pow(writer.uniform(), 1.5);
      rows.add(fmt::format("GENE{}", gene), training,
               gene % 500 == 0 ? NAN : training - 0.25 * writer.uniform());
    }
  });
}

void write_interactome(Writer& writer) {
  const std::vector<std::string> columns = {"layer", "node", "list",      "genes_in_network", "measure",
                                            "value", "null", "null_mean", "null_sd",          "z",
                                            "p",     "q",    "name",      "name_q",           "duplicate_of"};
  writer.table("interactome", columns, [&](io::TableRows& rows) {
    for (int layer = 1; layer <= 3; ++layer) {
      for (int node = 0; node < 64; ++node) {
        for (const char* list : {"top100", "top1000"}) {
          const double edges = 8 + (layer == 2 ? 45 : 6) * writer.uniform() + 3 * writer.normal();
          for (const char* null : {"uniform", "degree"}) {
            const double mean = (null[0] == 'u' ? 2.4 : 5.1) + 0.3 * writer.normal();
            const double z = (edges - mean) / 2.5;
            rows.add(layer, node, list, 83, "edges", edges, null, mean, 2.5, z, z > 3 ? 0.000999 : 0.2,
                     z > 3 ? 0.002 : 0.3, "HALLMARK_E2F_TARGETS", z > 3 ? 1e-9 : 0.4, "NA");
            const double closeness = 0.24 + 0.01 * writer.normal();
            rows.add(layer, node, list, 83, "closeness", closeness, null, 0.238, 0.006,
                     (closeness - 0.238) / 0.006, 0.4, 0.6, "HALLMARK_E2F_TARGETS", 0.4, "NA");
          }
        }
      }
    }
  });
  writer.table(
      "interactome_trend",
      {"list", "measure", "null", "layer", "nodes", "median_z", "trend_z", "trend_p", "trend_p_fall"},
      [](io::TableRows& rows) { rows.add("top100", "edges", "degree", 1, 64, 2.6, -1.2, 0.23, 0.12); });
}

void write_nodes(Writer& writer) {
  const std::vector<std::string> columns = {"layer",    "node",   "minimum",      "maximum", "largest_score",
                                            "constant", "reason", "duplicate_of", "name",    "name_q"};
  writer.table("nodes", columns, [&](io::TableRows& rows) {
    for (int layer = 1; layer <= 3; ++layer) {
      for (int node = 1; node <= 64; ++node) {
        const bool still = node % 9 == 0;
        rows.add(layer, node, 0.1, still ? 0.1001 : 0.9, still ? 1e-6 : 0.3 + writer.uniform(),
                 still ? "yes" : "no", still ? "range" : "NA", node % 10 == 2 ? "layer1_node1" : "NA",
                 still ? "NA" : "<HALLMARK_E2F_TARGETS>", still ? NAN : 0.1 * writer.uniform());
      }
    }
  });
}

void write_structure(Writer& writer) {
  const auto score = [](const std::string& code, std::size_t dimension, const std::string& label) {
    const double base = code == "layer1"   ? 0.26
                        : code == "layer2" ? 0.3
                        : code == "layer3" ? 0.31
                        : dimension == 2   ? 0.14
                                           : 0.23;
    return label == "organ" ? base : label == "sex" ? 0.02 + base / 20 : -0.05 + base / 10;
  };
  const std::vector<std::pair<std::string, std::size_t>> codes = {
      {"layer1", 512}, {"layer2", 512}, {"layer3", 512}, {"pca", 2}, {"pca", 512}};
  writer.table("structure",
               {"label", "representation", "dimension", "samples", "classes", "silhouette", "p",
                "knn_accuracy", "nmi", "ari", "p_against_pca"},
               [&](io::TableRows& rows) {
                 for (const char* label : {"organ", "sex", "batch"}) {
                   for (const auto& [code, dimension] : codes) {
                     const double silhouette = score(code, dimension, label);
                     rows.add(label, code, dimension, example_samples, 12, silhouette, 0.000999,
                              0.6 + silhouette, 0.5 + silhouette, 0.4 + silhouette,
                              code == "pca" ? NAN : 1.2e-16);
                   }
                 }
               });
  writer.table("structure_classes",
               {"label", "class", "representation", "dimension", "samples", "silhouette"},
               [&](io::TableRows& rows) {
                 for (const auto organ : organs) {
                   for (const auto& [code, dimension] : codes) {
                     rows.add("organ", organ, code, dimension, 50,
                              score(code, dimension, "organ") + 0.1 * writer.normal());
                   }
                 }
               });
  writer.table(
      "map",
      {"sample", "layer1_x", "layer1_y", "layer2_x", "layer2_y", "layer3_x", "layer3_y", "pca_x", "pca_y"},
      [&](io::TableRows& rows) {
        for (std::size_t sample = 0; sample < example_samples; ++sample) {
          const double angle = 0.5236 * static_cast<double>(sample % organs.size());
          const auto at = [&](double radius, double centre) { return radius * centre + writer.normal(); };
          const double x = std::cos(angle), y = std::sin(angle);
          rows.add(sample_name(sample), at(3, x), at(3, y), at(5, x), at(4, y), at(8, x), at(6, y), at(2, x),
                   at(2, y));
        }
      });
}

void add_module_rows(Writer& writer, io::TableRows& rows, std::string_view contrast, int layer,
                     std::string_view list) {
  for (int set = 0; set < 120; ++set) {
    const bool own = set == 3 && list != "negative";
    const double strength = own ? 2.5 + layer : std::abs(writer.normal());
    const int size = 40 + 7 * (set % 20);
    const int overlap = own ? size / 2 : static_cast<int>(size * 0.12 * writer.uniform() * 2);
    const std::string name = own        ? "Inflammatory bowel disease"
                             : set == 5 ? std::string(evil_set)
                                        : fmt::format("Trait {} (decoy)", set);
    rows.add(contrast, layer, "classifier", list, name, overlap, 300, size, 2570, std::pow(10, -4 * strength),
             std::pow(10, -strength), 1000, own ? 0.003 : 0.4, 1080);
  }
}

void write_modules(Writer& writer) {
  writer.table("modules",
               {"contrast", "layer", "route", "list", "set", "overlap", "module_size", "set_size",
                "background", "p", "p_permutation", "permutations", "q", "corrected_over"},
               [&](io::TableRows& rows) {
                 for (const char* contrast : {"ibd", "asthma"}) {
                   for (int layer = 1; layer <= 3; ++layer) {
                     for (const auto list : lists) add_module_rows(writer, rows, contrast, layer, list);
                   }
                 }
               });
  writer.table("classifiers",
               {"contrast", "layer", "route", "cases", "controls", "groups", "folds", "auroc", "auroc_low",
                "auroc_high"},
               [](io::TableRows& rows) {
                 for (int layer = 1; layer <= 3; ++layer) {
                   rows.add("ibd", layer, "classifier", 12, 20, 15, 5, 0.71 + 0.05 * layer,
                            0.55 + 0.05 * layer, 0.83 + 0.04 * layer);
                   rows.add("asthma", layer, "classifier", 36, 18, 54, 5, 0.52 + 0.01 * layer,
                            0.36 + 0.01 * layer, 0.68 + 0.01 * layer);
                 }
               });
  writer.table("combined", {"layer", "route", "list", "contrasts", "p", "p_permutation"},
               [](io::TableRows& rows) { rows.add(3, "classifier", "positive", 2, 1e-9, 0.0021); });
  writer.table("module_genes", {"contrast", "layer", "route", "list", "rank", "gene", "score"},
               [&](io::TableRows& rows) {
                 for (int rank = 1; rank <= 300; ++rank) {
                   for (const auto list : lists)
                     rows.add("ibd", 3, "classifier", list, rank, fmt::format("GENE{}", rank * 7),
                              5.0 / rank);
                 }
               });
  writer.table("programs", {"program", "size", "layer", "node", "jaccard"}, [&](io::TableRows& rows) {
    for (int program = 1; program <= 20; ++program)
      rows.add(fmt::format("program{}", program), 40, 2, program * 3, 0.45 + 0.5 * writer.uniform());
  });
}

void write_ensemble(Writer& writer) {
  writer.table("stability",
               {"what", "layer", "members", "nodes", "programs", "jaccard", "stability", "stability_low",
                "stability_high"},
               [](io::TableRows& rows) {
                 for (int layer = 1; layer <= 3; ++layer)
                   rows.add("nodes", layer, 10, 512, 40 * layer, 0.2 * layer, 0.25 * layer, 0.2 * layer,
                            0.3 * layer);
                 rows.add("module ibd classifier positive", 3, 10, 300, "NA", "NA", 0.55, 0.48, 0.62);
               });
  writer.table("consensus",
               {"layer", "program", "members", "frequency", "cosine", "stability", "stability_low",
                "stability_high", "nodes"},
               [](io::TableRows& rows) {
                 for (int program = 1; program <= 5; ++program)
                   rows.add(1, program, 10 - program / 2, 1 - 0.05 * program, 0.9, 0.8, 0.7, 0.9,
                            "1:3 2:-17");
               });
  writer.table("consensus_genes", {"layer", "program", "rank", "gene", "score", "frequency"},
               [](io::TableRows& rows) {
                 for (int rank = 1; rank <= 20; ++rank)
                   rows.add(1, 1, rank, fmt::format("GENE{}", rank), 1.0 / rank, 1 - 0.02 * rank);
               });
  writer.table("modules_ensemble",
               {"contrast", "layer", "route", "list", "set", "members", "overlap", "p", "p_permutation",
                "sd_log10_p", "q", "corrected_over"},
               [](io::TableRows& rows) {
                 for (int layer = 1; layer <= 3; ++layer) {
                   for (const auto list : lists)
                     rows.add("ibd", layer, "classifier", list, "Inflammatory bowel disease", 10, 20, 1e-6,
                              0.002, 0.3, 0.01, 360);
                 }
               });
  writer.table(
      "interactome_ensemble",
      {"layer", "program", "list", "measure", "null", "members", "value", "z", "p", "q", "corrected_over"},
      [](io::TableRows& rows) { rows.add(1, 1, "top100", "edges", "degree", 10, 120, 6.5, 0.001, 0.02, 5); });
  writer.table("structure_ensemble",
               {"label", "representation", "dimension", "measure", "members", "mean", "sd"},
               [](io::TableRows& rows) { rows.add("organ", "layer1", 512, "silhouette", 10, 0.3, 0.02); });
  writer.table("reconstruction_ensemble",
               {"representation", "dimension", "samples", "measure", "members", "mean", "sd"},
               [](io::TableRows& rows) { rows.add("autoencoder", 512, "test", "r2_global", 10, 0.7, 0.01); });
  writer.table("structure_unseen",
               {"label", "representation", "dimension", "samples", "groups", "classes", "fitted_knn_accuracy",
                "knn_accuracy", "best_pca", "difference", "difference_low", "difference_high", "silhouette",
                "p", "nmi", "ari"},
               [](io::TableRows& rows) {
                 rows.add("organ", "layer1", 512, 74, 70, 14, 0.95, 0.94, "no", -0.01, -0.03, 0.02, 0.3,
                          0.001, 0.8, 0.7);
                 rows.add("organ", "pca", 64, 74, 70, 14, 0.96, 0.95, "yes", 0, 0, 0, 0.31, 0.001, 0.82,
                          0.71);
               });
}

void write_settings(const fs::path& directory, const mpi::Communicator& ranks) {
  if (ranks.rank() != 0) return;
  io::write_atomically(
      directory / "job.toml",
      "[run]\ndirectory = \"runs/example\"\nseed = 1\n\n[model]\nwidths = [ 512, 512, 512 ]\n"
      "hidden = \"sigmoid\"\noutput = \"sigmoid\"\n");
  io::write_atomically(directory / "manifest.json", R"({
    "program": "lampyris", "version": "0.1.0", "seed": 1, "grid": "2x1",
    "machine": {"system": "Linux 6.1", "architecture": "x86_64", "cpu": "a processor", "cores": 2},
    "inputs": {"import": [{"path": "cohort.tsv.gz", "bytes": 18230012, "xxh3": "a3f5c0e1a3f5c0e1"}]},
    "stages": {
      "train": {"fingerprint": "11", "seconds": 91.2, "ranks": 2, "summary": ["train: 60 epochs", "done"]},
      "modules": {"fingerprint": "22", "seconds": 12.9, "ranks": 2, "summary": []}}})");
}

void write_cohort(const fs::path& directory, const mpi::Communicator& ranks) {
  io::CohortIndex index;
  index.genes = {"GENE1", "GENE2", "GENE3"};
  index.annotation.columns = {"organ", "sex", "batch", "donor"};
  index.annotation.values.resize(4);
  for (std::size_t sample = 0; sample < example_samples; ++sample) {
    index.samples.push_back(sample_name(sample));
    index.annotation.values[0].emplace_back(organs[sample % organs.size()]);
    index.annotation.values[1].emplace_back(sample % 5 == 0 ? "" : sample % 2 == 0 ? "female" : "male");
    index.annotation.values[2].push_back(fmt::format("batch {}", sample % 30));
    index.annotation.values[3].push_back(fmt::format("D{}", sample / 2));
  }
  io::CohortWriter writer(directory / "cohort.h5", index, "{}", ranks);
  if (ranks.rank() == 0) {
    const Matrix<float> values(example_samples, index.genes.size());
    writer.write(values.view(), 0, 0);
  }
  writer.finish();
}

}  // namespace

void write_example_run(const fs::path& directory, const mpi::Communicator& ranks) {
  Writer writer(directory, ranks);
  write_training(writer);
  write_interactome(writer);
  write_structure(writer);
  write_modules(writer);
  write_ensemble(writer);
  write_nodes(writer);
  write_settings(directory, ranks);
  write_cohort(directory, ranks);
}

}  // namespace lampyris::test
