#pragma once

#include <string>
#include <vector>

#include "src/cohort/annotation.hpp"

namespace lampyris {

/// Which samples are meant, by their annotation: every term must hold, a term holds when the sample has one
/// of its values in its column.
struct Condition {
  struct Term {
    std::string column;
    std::vector<std::string> values;
  };
  std::vector<Term> terms;

  /// Reads "column=value,value; column=value"; blanks around columns and values do not count. `where` names
  /// the setting in errors. Throws UsageError: nothing there, a term without '=', an empty column or value.
  [[nodiscard]] static Condition parse(const std::string& text, const std::string& where);

  /// One value a sample. Throws UsageError: an unknown column, a value that no sample has (naming the
  /// nearest).
  [[nodiscard]] std::vector<bool> holds(const Annotation& annotation, const std::string& where) const;
};

}  // namespace lampyris
