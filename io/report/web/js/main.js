// SPDX-License-Identifier: Apache-2.0
const sections = report.sweep ? [{id: "sweep", title: "Sweep", build: sweepSection}] : [
  {id: "training", title: "Training", build: trainingSection},
  {id: "genes", title: "R² per gene", build: genesSection},
  {id: "reconstruction", title: "Reconstruction", build: reconstructionSection},
  {id: "nodes", title: "Nodes", build: nodesSection},
  {id: "interactome", title: "Interactome", build: interactomeSection},
  {id: "map", title: "Sample map", build: mapSection},
  {id: "structure", title: "Sample structure", build: structureSection},
  {id: "modules", title: "Disease modules", build: modulesSection},
  {id: "classifiers", title: "Classifiers", build: classifiersSection},
  {id: "ensemble", title: "Ensemble", build: ensembleSection},
  {id: "programs", title: "Planted programs", build: programsSection},
  {id: "provenance", title: "Settings and provenance", build: provenanceSection},
];

/** One section; an error in it is told in its place and leaves the others alone. */
function makeSection({id, title, build}) {
  const section = element("section", {id}, element("h2", {}, title));
  try {
    section.append(...build());
  } catch (error) {
    section.append(notice("This section could not be drawn: ", String(error && error.message)));
    recordError(`section "${title}"`, error);
  }
  return section;
}

window.addEventListener("error", (event) => recordError("page", event.error || event.message));
document.getElementById("top").append(...summaryHeader());
document.getElementById("contents").append(
  element("div", {}, ...sections.map(({id, title}) => element("a", {href: `#${id}`}, title))));
for (const section of sections) document.getElementById("sections").append(makeSection(section));
followWindow();
drawAllCharts();
