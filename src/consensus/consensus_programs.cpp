// SPDX-License-Identifier: Apache-2.0
#include "src/consensus/consensus_programs.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include "src/attribution/ranking.hpp"
#include "src/consensus/assignment.hpp"
#include "src/linalg/batch_invariant_gemm.hpp"
#include "src/statistics/quantile.hpp"

namespace lampyris {
namespace {

/// Rows of length 1; a row of zeros stays one.
void scale_to_unit(Matrix<float>& rows) {
  for (std::size_t i = 0; i < rows.rows(); ++i) {
    double squares = 0;
    for (const float value : rows.row(i)) squares += double{value} * double{value};
    if (squares == 0) continue;
    const double length = std::sqrt(squares);
    for (float& value : rows.row(i)) value = static_cast<float>(value / length);
  }
}

bool is_zero(std::span<const float> row) {
  return std::all_of(row.begin(), row.end(), [](float value) { return value == 0; });
}

/// The sums of the signatures of the programs' nodes: what a further node is compared with.
struct Sums {
  std::vector<std::vector<float>> rows;  ///< [program][gene]

  void add(std::size_t program, std::span<const float> signature, double cosine) {
    auto& row = rows[program];
    for (std::size_t g = 0; g < row.size(); ++g) row[g] += cosine < 0 ? -signature[g] : signature[g];
  }
};

/// Collective. cosine(program, node); each rank multiplies its share of the programs.
Matrix<double> cosines(const Sums& programs, const Matrix<float>& nodes, const World& world) {
  const Slice mine = world.share(programs.rows.size());
  Matrix<float> left(mine.count, nodes.columns());
  for (std::size_t p = 0; p < mine.count; ++p)
    std::copy(programs.rows[mine.offset + p].begin(), programs.rows[mine.offset + p].end(),
              left.row(p).data());
  scale_to_unit(left);
  Matrix<float> right(nodes.columns(), nodes.rows());
  for (std::size_t i = 0; i < nodes.rows(); ++i) {
    for (std::size_t g = 0; g < nodes.columns(); ++g) right(g, i) = nodes(i, g);
  }
  Matrix<float> products(mine.count, nodes.rows());
  batch_invariant_gemm(left.view(), right.view(), products.view());
  Matrix<double> all(programs.rows.size(), nodes.rows());
  std::copy(products.values().begin(), products.values().end(), all.row(mine.offset).data());
  gather_shares(world, all.values(), nodes.rows());
  return all;
}

/// [node]: its program, or none where none is near enough.
std::vector<std::optional<std::size_t>> match(const Matrix<double>& cosine, double least) {
  Matrix<double> closeness(cosine.rows(), cosine.columns());
  std::transform(cosine.values().begin(), cosine.values().end(), closeness.values().begin(),
                 [](double value) { return std::abs(value); });
  std::vector<std::optional<std::size_t>> program_of(cosine.columns());
  const auto node_of = best_assignment(closeness.view());
  for (std::size_t p = 0; p < node_of.size(); ++p) {
    if (node_of[p] && closeness(p, *node_of[p]) >= least) program_of[*node_of[p]] = p;
  }
  return program_of;
}

class Search {
 public:
  Search(std::size_t members, const ScoresOfMember& scores, const ConsensusRules& rules, const World& world,
         Progress& progress)
      : members_(members), scores_(scores), rules_(rules), world_(world), progress_(progress) {}

  std::vector<ConsensusProgram> find() {
    // A program that first shows in a later member cannot reach its share any more.
    const std::size_t founders = members_ + 1 - needed();
    for (std::size_t member = 0; member < members_; ++member) {
      pass(member, sums_, member < founders);
      progress_.advance(1);
    }
    const Sums means = sums_;
    for (auto& row : sums_.rows) std::fill(row.begin(), row.end(), 0.0F);
    for (auto& program : programs_) program.nodes.clear();
    for (std::size_t member = 0; member < members_; ++member) {
      pass(member, means, false);
      progress_.advance(1);
    }
    return take();
  }

 private:
  [[nodiscard]] std::size_t needed() const {
    const double share = rules_.least_share * static_cast<double>(members_);
    return std::clamp<std::size_t>(static_cast<std::size_t>(std::ceil(share - 1e-9)), 1, members_);
  }

  void pass(std::size_t member, const Sums& means, bool founds) {
    Matrix<float> signatures = scores_(member);
    scale_to_unit(signatures);
    const auto cosine = cosines(means, signatures, world_);
    const auto program_of = match(cosine, rules_.least_cosine);
    for (std::size_t node = 0; node < signatures.rows(); ++node) {
      if (program_of[node]) {
        add(*program_of[node], {member, node, cosine(*program_of[node], node), {}}, signatures.row(node));
      } else if (founds && !is_zero(signatures.row(node))) {
        programs_.emplace_back();
        sums_.rows.emplace_back(signatures.columns());
        add(programs_.size() - 1, {member, node, 1, {}}, signatures.row(node));
      }
    }
  }

  void add(std::size_t program, ProgramNode node, std::span<const float> signature) {
    const auto top = top_genes(signature, rules_.top);
    node.top.assign(top.begin(), top.end());
    sums_.add(program, signature, node.cosine);
    programs_[program].nodes.push_back(std::move(node));
  }

  std::vector<ConsensusProgram> take() {
    std::vector<ConsensusProgram> kept;
    for (std::size_t p = 0; p < programs_.size(); ++p) {
      auto& program = programs_[p];
      if (program.nodes.size() < needed()) continue;
      const auto count = static_cast<float>(program.nodes.size());
      program.signature = std::move(sums_.rows[p]);
      for (float& value : program.signature) value /= count;
      kept.push_back(std::move(program));
    }
    const auto closeness = [](const ConsensusProgram& program) {
      double sum = 0;
      for (const auto& node : program.nodes) sum += std::abs(node.cosine);
      return std::pair(program.nodes.size(), sum);
    };
    std::stable_sort(kept.begin(), kept.end(),
                     [&](const auto& a, const auto& b) { return closeness(a) > closeness(b); });
    return kept;
  }

  std::size_t members_;
  const ScoresOfMember& scores_;
  const ConsensusRules& rules_;
  const World& world_;
  Progress& progress_;
  Sums sums_;
  std::vector<ConsensusProgram> programs_;
};

double jaccard(std::vector<std::uint32_t> a, std::vector<std::uint32_t> b) {
  std::sort(a.begin(), a.end());
  std::sort(b.begin(), b.end());
  std::vector<std::uint32_t> common;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(common));
  return static_cast<double>(common.size()) / static_cast<double>(a.size() + b.size() - common.size());
}

}  // namespace

std::vector<ConsensusProgram> find_consensus_programs(std::size_t members, const ScoresOfMember& scores,
                                                      const ConsensusRules& rules, const World& world,
                                                      Progress& progress) {
  return Search(members, scores, rules, world, progress).find();
}

double median_jaccard(const std::vector<ConsensusProgram>& programs) {
  std::vector<double> all;
  for (const auto& program : programs) {
    for (std::size_t a = 0; a < program.nodes.size(); ++a) {
      for (std::size_t b = a + 1; b < program.nodes.size(); ++b)
        all.push_back(jaccard(program.nodes[a].top, program.nodes[b].top));
    }
  }
  return all.empty() ? std::numeric_limits<double>::quiet_NaN() : quantile(all, 0.5);
}

}  // namespace lampyris
