#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace lampyris::jobs {

/// The resolved job file: every key of the contract with its default. Paths are absolute, or empty when not
/// given.
struct Settings {
  std::string preset = "dwivedi2020";

  struct Run {
    std::filesystem::path directory = "runs/lampyris";
    std::uint64_t seed = 1;
  } run;

  struct Cohort {
    std::vector<std::filesystem::path> inputs;
    std::filesystem::path annotation;
    std::filesystem::path ids;
    std::string format = "auto";    ///< of an HDF5 input, see io::hdf5_format
    std::string layer;              ///< which matrix of it; empty = the main one
    std::string gene_field;         ///< what the input says of its genes that is their id; empty = its own
    std::string select;             ///< which samples, see Condition; empty = all
    std::string genes = "common";   ///< of several inputs: common to all, or all of any
    std::string collapse = "auto";  ///< max-mean, and sum for counts
    std::vector<std::string> preprocess;  ///< steps between import and training, see Pipeline
    std::filesystem::path gene_lengths;   ///< of tpm, see io::read_gene_lengths
    std::string scale = "minmax";
    double clip = 0;  ///< values above are cut to it while importing; 0 = none
    double heldout = 0.1;
    std::string split_by;
  } cohort;

  struct Model {
    std::vector<std::size_t> widths = {512, 512, 512};
    std::string hidden = "sigmoid";
    std::string output = "sigmoid";
    std::string init = "glorot";  ///< glorot or pca
    bool tied = false;
  } model;

  struct Train {
    std::size_t epochs = 100;
    std::size_t batch = 256;
    double rate = 1e-4;
    std::size_t patience = 10;  ///< epochs without a better held-out R²; 0 = never stop early
    double checkpoint_minutes = 10;
    std::string precision = "auto";  ///< of products: auto, bf16 or f32
    bool reproducible = false;       ///< the same bits on every grid
    std::string optimiser = "adam";  ///< adam, adamw or sgd
    double momentum = 0.9;           ///< of sgd
    double weight_decay = 0;         ///< of adamw
    double l1 = 0;
    double l2 = 0;
    double clip = 0;                        ///< of the gradient's norm; 0 = never
    std::string schedule = "inverse_time";  ///< inverse_time, constant, cosine or step
    double decay = 1e-6;                    ///< of inverse_time, an update
    std::size_t step_epochs = 30;           ///< of step
    double step_factor = 0.1;               ///< of step
    double warmup_epochs = 0;
    std::string noise = "none";     ///< denoising: none, masking or gaussian
    double noise_level = 0.1;       ///< share of values masked, or standard deviation
    double dropout = 0;             ///< of inputs
    std::string sparsity = "none";  ///< of hidden nodes: none, l1 or kl
    double sparsity_weight = 1e-3;
    double sparsity_target = 0.05;  ///< of kl: mean activation of a node
  } train;

  struct Compute {
    std::string engine = "fused";  ///< fused, scalapack or serial
    std::string grid = "auto";     ///< or sample groups x gene groups, as 2x4
    std::string memory_per_rank = "auto";
  } compute;

  struct Attribute {
    std::string method = "light-up";
    std::string reference = "min";  ///< zero, min or mean
    std::string level = "max";
    std::size_t top = 1000;
    std::filesystem::path truth;  ///< truth.tsv of a simulated cohort: says how many programs were found
  } attribute;

  struct Interactome {
    std::filesystem::path edges;
    std::filesystem::path aliases;  ///< from the ids of edges to genes, see io::read_id_map
    double score = 700;
    std::vector<std::size_t> top = {100, 1000};
    std::size_t null_sets = 1000;
  } interactome;

  struct Structure {
    std::vector<std::string> labels;
    std::vector<std::size_t> pca = {2, 512};
    std::size_t permutations = 1000;
    std::size_t max_samples = 4000;  ///< a larger cohort is subsampled for everything quadratic in samples
  } structure;

  struct Contrast {
    std::string name;
    std::filesystem::path cohort;  ///< empty: the training cohort
    std::filesystem::path annotation;
    std::filesystem::path ids;
    std::string layer;       ///< as of Cohort
    std::string gene_field;  ///< as of Cohort
    std::string collapse = "auto";
    std::string cases;  ///< "column=value,value; column=value": all conditions must hold
    std::string controls;
    std::string group;    ///< column, or column~regex
    std::string disease;  ///< the gene set that is this contrast's own, for Fisher over contrasts
    std::string preprocess = "training";  ///< the steps of training, or none for values that are beyond them
    std::string standardise = "within";   ///< within or none; the training cohort is never standardised
  };

  struct Modules {
    std::vector<std::filesystem::path> gene_sets;
    std::filesystem::path gene_ids;     ///< from the ids of gene_sets to genes, see io::read_id_map
    std::size_t gene_set_top = 1000;    ///< genes taken of a file of gene scores
    double gwas_p = 5e-8;               ///< associations of the GWAS Catalog below it
    std::string gwas_genes = "mapped";  ///< mapped or reported
    double disgenet_score = 0.3;        ///< associations of DisGeNET of at least this score
    std::vector<std::string> sets;      ///< names to test; empty = all
    std::size_t top = 0;                ///< 0 = min(1000, 12 % of the background)
    std::size_t permutations = 1000;
    std::size_t max_permutations = 10000;
    double max_missing = 0.6;
    double penalty = 1.0;  ///< ridge penalty of the logistic classifier
    std::vector<Contrast> contrasts;
  } modules;

  struct Report {
    std::vector<std::string>
        colour_by;  ///< annotation columns offered in the sample map; empty = all with 2…40 classes
  } report;
};

}  // namespace lampyris::jobs
