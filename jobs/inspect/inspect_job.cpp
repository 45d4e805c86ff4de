// SPDX-License-Identifier: Apache-2.0
#include "jobs/inspect/inspect_job.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "io/import/inspect.hpp"
#include "jobs/inspect/import_line.hpp"

namespace lampyris::jobs {
namespace {

// A cohort may have hundreds of columns.
constexpr std::size_t shown_labels = 20;

std::string share(double part, double whole) {
  return fmt::format("{:.0f} ({:.3g} %)", part, whole > 0 ? 100 * part / whole : 0);
}

std::string describe_samples(const io::Inspection& found) {
  std::string text = fmt::format("{}", found.samples);
  if (found.samples_read < found.samples)
    text += fmt::format("; values below are of {} of them", found.samples_read);
  if (!found.repeated_samples.empty()) {
    text += fmt::format("; {} ids repeat an earlier one, as \"{}\": ids must differ",
                        found.repeated_samples.size(), found.repeated_samples.front());
  }
  return text;
}

std::string describe_genes(const io::Inspection& found) {
  std::string text = fmt::format("{}; ", found.genes);
  if (found.ids.type == GeneId::other) {
    text += "their ids are of no known kind";
  } else {
    text += fmt::format("{} of the ids are {}",
                        share(static_cast<double>(found.ids.recognised), static_cast<double>(found.genes)),
                        name_of(found.ids.type));
  }
  if (found.ids.versioned > 0) text += fmt::format(", {} with a version", found.ids.versioned);
  if (found.repeated_genes > 0) text += fmt::format("; {} repeat an earlier one", found.repeated_genes);
  return text;
}

std::string describe_fields(const io::Inspection& found) {
  std::string text;
  for (const auto& [name, ids] : found.gene_fields) {
    text += text.empty() ? name : ", " + name;
    if (ids.recognised > 0 && ids.type != GeneId::other) text += fmt::format(" ({})", name_of(ids.type));
  }
  return text;
}

std::string describe_values(const io::Inspection& found) {
  const auto& profile = found.profile;
  const double there = profile.values - profile.missing - profile.infinite;
  if (there == 0) return "none";
  return fmt::format("{}: {:.6g} to {:.6g}, zeros {}, negative {}, missing {}",
                     scale_of(profile, found.totals), profile.low, profile.high, share(profile.zeros, there),
                     share(profile.negative, there), share(profile.missing, profile.values));
}

std::string describe_totals(const std::vector<double>& totals) {
  return fmt::format("{:.6g}, median {:.6g}, to {:.6g}", totals.front(), totals[totals.size() / 2],
                     totals.back());
}

std::string describe_trouble(const io::Inspection& found) {
  const auto& profile = found.profile;
  std::string text = fmt::format(
      "{:.0f} constant, {:.0f} without a value, {:.0f} with a value more than {:.0f} standard deviations "
      "from its "
      "mean",
      profile.constant_genes, profile.empty_genes, profile.outlier_genes, outlier_deviations);
  if (profile.infinite > 0)
    text += fmt::format("; {:.0f} values are infinite: import refuses them", profile.infinite);
  return text;
}

std::string describe_labels(const io::Inspection& found) {
  std::string text;
  for (std::size_t c = 0; c < found.labels.size() && c < shown_labels; ++c) {
    text +=
        fmt::format("{}{} ({} classes)", c == 0 ? "" : ", ", found.labels[c].first, found.labels[c].second);
  }
  if (found.labels.size() > shown_labels)
    text += fmt::format(" and {} more", found.labels.size() - shown_labels);
  return text.empty() ? "none" : text;
}

void say(const Context& context, const std::filesystem::path& input, const io::Inspection& found,
         const io::ImportRequest& request) {
  const auto line = [&](const char* name, const std::string& value) {
    if (!value.empty()) context.summary(fmt::format("{:<14}{}", name, value));
  };
  line("file", input.string());
  line("format", found.format);
  line("samples", describe_samples(found));
  if (!found.table) {
    line("genes", describe_genes(found));
    line("gene fields", describe_fields(found));
    line("values", describe_values(found));
    if (!found.totals.empty()) line("sample totals", describe_totals(found.totals));
    line("genes' values", describe_trouble(found));
  }
  line("annotation", describe_labels(found));
  if (!found.table) line("import", import_line(input, found, request));
}

}  // namespace

void inspect_job(const InspectOptions& options, const Context& context) {
  const std::size_t most =
      options.samples > 0 ? options.samples : std::numeric_limits<std::size_t>::max() / 2;
  const auto progress = context.progress("inspect", io::inspect_units(options.request));
  for (const auto& input : options.request.inputs) {
    if (&input != &options.request.inputs.front()) context.summary("");
    say(context, input, io::inspect_input(options.request, input, most, context.ranks, *progress),
        options.request);
  }
}

}  // namespace lampyris::jobs
