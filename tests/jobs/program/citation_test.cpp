// SPDX-License-Identifier: Apache-2.0
#include "jobs/program/citation.hpp"

#include <gtest/gtest.h>

namespace lampyris::jobs {
namespace {

TEST(Citation, SoftwareAndReferencesBecomeBibtex) {
  const char* cff =
      "# comment: left out\n"
      "cff-version: 1.2.0\n"
      "type: software\n"
      "title: \"Glow: a program\"\n"
      "authors:\n"
      "  - name: Glow contributors\n"
      "references:\n"
      "  - type: article\n"
      "    title: On light\n"
      "    authors:\n"
      "      - family-names: Müller\n"
      "        given-names: Anna B.\n"
      "      - family-names: de Vries\n"
      "        given-names: Jan\n"
      "    journal: Optics\n"
      "    volume: 3\n"
      "    start: 14\n"
      "    year: 1999\n"
      "    doi: 10.1/x-y\n"
      "  - type: book\n"
      "    title: Beetles\n"
      "    authors:\n"
      "      - family-names: Fabre\n"
      "        given-names: Henri\n"
      "    year: 1897";
  EXPECT_EQ(bibtex(cff, "1.2.3"),
            "@misc{glow,\n"
            "  author = {{Glow contributors}},\n"
            "  title = {Glow: a program},\n"
            "  note = {version 1.2.3}\n"
            "}\n\n"
            "@article{mller1999,\n"
            "  author = {Müller, Anna B. and de Vries, Jan},\n"
            "  title = {On light},\n"
            "  journal = {Optics},\n"
            "  volume = {3},\n"
            "  pages = {14},\n"
            "  year = {1999},\n"
            "  doi = {10.1/x-y}\n"
            "}\n\n"
            "@misc{fabre1897,\n"
            "  author = {Fabre, Henri},\n"
            "  title = {Beetles},\n"
            "  year = {1897}\n"
            "}\n");
}

}  // namespace
}  // namespace lampyris::jobs
