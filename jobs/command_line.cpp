#include "jobs/command_line.hpp"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <cstdint>
#include <limits>

#include "jobs/program/version.hpp"
#include "jobs/run/stage_table.hpp"
#include "src/base/error.hpp"
#include "src/base/nearest_word.hpp"

namespace lampyris::jobs {
namespace {

constexpr const char* examples = R"(Examples:
  lampyris simulate --out cohort --samples 1000 --genes 2000
  lampyris run jobs/demo.toml
  mpirun -n 8 lampyris run job.toml --set train.epochs=50 --set run.directory=runs/b
  srun lampyris modules job.toml --force

One process, mpirun and srun run the same command; the number of ranks never changes what is computed.
Exit codes: 0 done; 1 failed; 2 wrong usage or settings; 3 bad input data; 75 interrupted with a
checkpoint saved: run the same command again to go on.)";

void add_common(CLI::App& job, Command& command) {
  job.add_option("--threads", command.threads,
                 "Threads of each rank (default: the node's cores shared by its ranks)")
      ->check(CLI::Range(1, 1024));
  job.add_flag("--quiet", command.quiet, "Nothing but errors on stderr");
  job.add_flag("--log-json", command.log_json, "One JSON object a line on stderr");
}

void add_job_file(CLI::App& job, Command& command) {
  job.add_option("JOB.toml", command.job_file,
                 "The job file; paths in it are taken from the current directory")
      ->required();
  job.add_option("--set", command.overrides, "Replace one setting: section.key=value; repeatable")
      ->expected(1)
      ->take_all();
  job.add_option("--grid", command.grid, "Ranks as samples x genes, SxT (default: auto)");
  job.add_flag("--force", command.force, "Run again what is already done");
  add_common(job, command);
}

void add_simulate(CLI::App& app, Command& command) {
  auto* job = app.add_subcommand("simulate", "Make a cohort with planted gene programs, and its truth");
  auto& options = command.simulate;
  job->add_option("--out", options.out,
                  "Directory for cohort.h5, annotation.tsv, interactome.tsv, gene_sets.gmt, truth.tsv")
      ->required();
  job->add_option("--samples", options.samples, "Samples")->capture_default_str();
  job->add_option("--genes", options.genes, "Genes")->capture_default_str();
  job->add_option("--programs", options.programs, "Gene programs")->capture_default_str();
  job->add_option("--classes", options.classes, "Classes (tissues)")->capture_default_str();
  job->add_option("--seed", options.seed, "Seed: the same values on any number of ranks")
      ->capture_default_str();
  add_common(*job, command);
  job->footer(
      "Example:\n  mpirun -n 2 lampyris simulate --out cohort --samples 1000 --genes 2000 --programs 20");
}

void add_import(CLI::App& app, Command& command) {
  auto* job = app.add_subcommand(
      "import",
      "Turn any supported input into a training-ready cohort.h5, or do the first stage of a job file");
  auto& request = command.import.request;
  job->add_option(
         "INPUT", request.inputs,
         "Text matrices (.tsv, .csv, .txt, .gz), GCT, series matrices, .h5ad, ARCHS4, Loom, GCTX, 10x "
         "HDF5, Matrix Market, cohort.h5: samples of all become one cohort; or one JOB.toml")
      ->required();
  job->add_option("--out", command.import.out,
                  "The cohort to write (.h5); beside it .ids.tsv lists ids that are no gene of their own");
  job->add_option("--annotation", request.annotation, "Table with a row for each sample");
  job->add_option(
      "--ids", request.ids,
      "Table that maps the ids of the input to gene symbols, or protein.info or protein.aliases of STRING");
  job->add_option("--gene-field", request.gene_field,
                  "What the input says of its genes that is to be their id, as Description of a GCT");
  job->add_option("--select", request.select,
                  "Samples to take by their annotation: terms column=value,value or with != ~ !~ (regular "
                  "expressions) < >, joined by ';'; bulk: those of ARCHS4 that are no single cells");
  job->add_option("--genes", request.genes, "Of several inputs: genes common to all, or all of any")
      ->check(CLI::IsMember({"common", "all"}))
      ->capture_default_str();
  job->add_option("--format", request.format,
                  "h5ad, archs4, loom, gctx, 10x, mtx, text, gct or series-matrix (default: by content)");
  job->add_option("--layer", request.layer,
                  "Which matrix of it: raw or a layer of .h5ad, a layer of Loom, a genome");
  job->add_option("--collapse", request.collapse,
                  "Rule for several ids of one gene; auto: max-mean, and sum for counts of ARCHS4, 10x and "
                  "Matrix Market")
      ->check(CLI::IsMember({"auto", "max-mean", "mean", "median", "sum", "max-variance"}))
      ->capture_default_str();
  job->add_option("--clip", request.clip, "Cut values above this one; 0 = none")
      ->check(CLI::NonNegativeNumber);
  job->add_option("--set", command.overrides, "With JOB.toml: replace one setting")->expected(1)->take_all();
  job->add_option("--grid", command.grid, "Ranks as samples x genes, SxT (default: auto)");
  job->add_flag("--force", command.force, "Run again what is already done");
  add_common(*job, command);
  job->footer(
      "Examples:\n  lampyris import expression.tsv.gz --annotation samples.tsv --out cohort.h5\n"
      "  mpirun -n 8 lampyris import human_gene_v2.h5 --select 'bulk; title~liver' --out cohort.h5\n"
      "  lampyris import GSE1_series_matrix.txt.gz GSE2_series_matrix.txt.gz --ids GPL570.annot.gz --out "
      "both.h5\n"
      "  lampyris import gtex.gct.gz --gene-field Description --out cohort.h5\n"
      "  lampyris import cells.h5ad --layer raw --out cohort.h5\n"
      "  lampyris import probes.tsv.gz --ids probe_to_symbol.tsv --collapse max-mean --out cohort.h5");
}

void add_inspect(CLI::App& app, Command& command) {
  auto* job = app.add_subcommand(
      "inspect", "What files are: format, sizes, ids, values, annotation; and how to import them");
  auto& options = command.inspect;
  job->add_option("FILE", options.request.inputs, "Anything that import takes, or a table of samples")
      ->required();
  job->add_option("--format", options.request.format, "As of import (default: by content)");
  job->add_option("--layer", options.request.layer, "As of import");
  job->add_option("--samples", options.samples,
                  "Of an HDF5 or Matrix Market file of more samples, look at the values of so many; 0 = all")
      ->check(CLI::Range(0, 1'000'000'000))
      ->capture_default_str();
  add_common(*job, command);
  job->footer(
      "Examples:\n  lampyris inspect GSE1_series_matrix.txt.gz samples.tsv\n"
      "  mpirun -n 4 lampyris inspect human_gene_v2.h5 --samples 0");
}

void add_export(CLI::App& app, Command& command) {
  auto* job =
      app.add_subcommand("export", "A cohort, or the cohort and codes of a run, for anndata and scanpy");
  auto& options = command.export_;
  job->add_option("INPUT", options.input, "A cohort.h5, or the directory of a run")->required();
  job->add_option("--out", options.out, "The file to write (.h5ad)")->required();
  job->add_option("--format", options.format, "Of the file to write")
      ->check(CLI::IsMember({"h5ad"}))
      ->capture_default_str();
  add_common(*job, command);
  job->footer(
      "Examples:\n  lampyris export cohort.h5 --out cohort.h5ad\n"
      "  mpirun -n 4 lampyris export runs/demo --format h5ad --out demo.h5ad");
}

void add_pca(CLI::App& app, Command& command) {
  auto* job = app.add_subcommand("pca", "Principal components of a cohort, without a run or a model");
  auto& options = command.pca;
  // Ranges of signed numbers: CLI11 takes -1 for a large unsigned one.
  constexpr int most = 1'000'000'000;
  job->add_option("COHORT.h5", options.cohort, "The cohort, as import writes it")->required();
  job->add_option("--components", options.components, "How many; more than the rank of the cohort are cut")
      ->check(CLI::Range(1, most))
      ->required();
  job->add_option("--out", options.out, "The file to write (.h5)")->required();
  job->add_option("--method", options.method,
                  "auto: exact when samples or genes are at most 4000, or many components are asked for")
      ->check(CLI::IsMember({"auto", "exact", "randomised"}))
      ->capture_default_str();
  job->add_option("--scale", options.scale,
                  "Of each gene, over all samples; a missing value becomes the mean")
      ->check(CLI::IsMember({"minmax", "zscore", "none"}))
      ->capture_default_str();
  job->add_option("--oversample", options.oversample,
                  "Randomised: directions beyond the components (default: as many again, at least 16)")
      ->check(CLI::Range(0, most));
  job->add_option("--power", options.power, "Randomised: power iterations; more are more exact")
      ->check(CLI::Range(0, 1000))
      ->capture_default_str();
  job->add_option("--seed", options.seed, "Randomised: the same subspace on any number of ranks")
      ->check(CLI::Range(std::int64_t{0}, std::numeric_limits<std::int64_t>::max()))
      ->capture_default_str();
  add_common(*job, command);
  job->footer(
      "Examples:\n  lampyris pca cohort.h5 --components 50 --out pca.h5\n"
      "  mpirun -n 8 lampyris pca cohort.h5 --components 200 --method randomised --scale zscore --out "
      "pca.h5");
}

void add_plan(CLI::App& app, Command& command) {
  auto* job =
      app.add_subcommand("plan", "What training would take: grid, memory of a rank, time of an epoch");
  auto& options = command.plan;
  constexpr int most = 1'000'000'000;
  job->add_option("JOB.toml", command.job_file, "The job file; nothing of it is run and no file is written")
      ->required();
  job->add_option("--nodes", options.nodes, "Nodes (default: those of this command's own ranks)")
      ->check(CLI::Range(1, 1'000'000));
  job->add_option("--ranks-per-node", options.ranks_per_node, "Ranks of a node (default: as this command)")
      ->check(CLI::Range(1, 1024));
  job->add_option("--samples", options.samples, "Samples, where the cohort is not imported yet")
      ->check(CLI::Range(1, most));
  job->add_option("--genes", options.genes, "Genes, where the cohort is not imported yet")
      ->check(CLI::Range(1, most));
  job->add_option("--network", options.network, "Bandwidth of a node, Gbit/s")
      ->check(CLI::Range(0.001, 100000.0))
      ->capture_default_str();
  job->add_option("--set", command.overrides, "Replace one setting: section.key=value; repeatable")
      ->expected(1)
      ->take_all();
  job->add_option("--grid", command.grid, "Ranks as samples x genes, SxT (default: auto)");
  add_common(*job, command);
  job->footer(
      "The time is measured: some seconds of training on random samples, by as many ranks at once as a node\n"
      "will have, so run it where the job will run.\n"
      "Examples:\n  lampyris plan job.toml --ranks-per-node 2\n"
      "  srun --ntasks 1 --cpus-per-task 32 lampyris plan job.toml --nodes 4 --ranks-per-node 32 --network "
      "25\n"
      "  lampyris plan job.toml --samples 1000000 --genes 20000 --set train.batch=4096");
}

std::string known_commands(const CLI::App& app, const std::string& typed) {
  std::vector<std::string> names;
  for (const auto* job : app.get_subcommands([](const CLI::App*) { return true; }))
    names.push_back(job->get_name());
  return fmt::format("unknown command \"{}\"; the nearest is {}; see lampyris --help", typed,
                     nearest_word(typed, names));
}

}  // namespace

Command parse_command_line(int argc, char** argv) {
  Command command;
  CLI::App app("Disease modules from deep autoencoders of large gene-expression cohorts.", "lampyris");
  app.set_version_flag("--version", version_text, "Print the version, and what a report of a fault needs");
  app.add_flag_callback(
      "--cite", [] { throw CLI::CallForVersion(citation_text(), 0); }, "Print what to cite, as BibTeX");
  app.footer(examples);
  app.require_subcommand(1);
  add_simulate(app, command);
  add_import(app, command);
  add_inspect(app, command);
  add_export(app, command);
  add_pca(app, command);
  add_plan(app, command);
  add_job_file(*app.add_subcommand("run", "Every stage in turn; what is already done is kept")
                    ->footer("Example:\n  mpirun -n 2 lampyris run jobs/demo.toml"),
               command);
  for (const Stage& stage : stages()) {
    if (stage.name == "import") continue;
    add_job_file(*app.add_subcommand(stage.name, "One stage: " + stage.help), command);
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) {
      std::ostringstream out;
      std::ostringstream ignored;
      app.exit(error, out, ignored);
      command.text = out.str();
      return command;
    }
    const bool unknown = argc > 1 && argv[1][0] != '-' && app.get_subcommands().empty();
    throw UsageError(unknown ? known_commands(app, argv[1])
                             : fmt::format("{}; see lampyris {}--help", error.what(),
                                           app.get_subcommands().empty()
                                               ? ""
                                               : app.get_subcommands().front()->get_name() + " "));
  }
  command.name = app.get_subcommands().front()->get_name();
  return command;
}

}  // namespace lampyris::jobs
