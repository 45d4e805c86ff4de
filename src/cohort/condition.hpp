// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "src/cohort/annotation.hpp"

namespace lampyris {

/// Which samples are meant, by their annotation: every term must hold.
struct Condition {
  /// How a value of a sample must stand to those of the term.
  enum class Relation {
    is,        ///< "=": one of the values
    is_not,    ///< "!=": none of them; a missing value is none of them
    contains,  ///< "~": the regular expression (ECMAScript, any case) is found in the value
    lacks,     ///< "!~": it is not
    below,     ///< "<": a number less than this one
    above,     ///< ">": a number greater than this one
  };
  /// One column and what its value must be.
  struct Term {
    std::string column;               ///< of the annotation
    Relation relation;                ///< between the sample's value and `values`
    std::vector<std::string> values;  ///< one, but for is and is_not
  };
  std::vector<Term> terms;  ///< all of them must hold

  /// Reads terms separated by ';', as "organ=liver,kidney; title~biopsy; singlecellprobability<0.5"; blanks
  /// around columns and values do not count. `where` names the setting in errors. Throws UsageError: nothing
  /// there, a term without a relation, an empty column or value, a bad regular expression, no number after <
  /// or >.
  [[nodiscard]] static Condition parse(const std::string& text, const std::string& where);

  /// One value a sample. Throws UsageError: an unknown column, a value after "=" or "!=" that no sample has
  /// (naming the nearest).
  [[nodiscard]] std::vector<bool> holds(const Annotation& annotation, const std::string& where) const;
};

}  // namespace lampyris
