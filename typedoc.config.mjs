// @ts-check
/** @type {Partial<import("typedoc").TypeDocOptions>} */
const config = {
  name: "lipschitz-gan",
  entryPointStrategy: "packages",
  entryPoints: [
    "packages/core",
    "packages/certificates",
    "packages/regularizers",
    "packages/training",
    "packages/models",
    "packages/data",
    "packages/metrics",
    "packages/backend",
    "verification",
  ],
  packageOptions: { entryPoints: ["src/index.ts"], tsconfig: "tsconfig.src.json", disableSources: true },
  out: "docs/api",
  readme: "README.md",
  projectDocuments: ["docs/guide/*.md", "docs/glossary.md"],
  excludeInternal: true,
  disableGit: true,
  navigation: { includeGroups: false },
  validation: { notExported: true, invalidLink: true, notDocumented: true },
  treatWarningsAsErrors: true,
};
export default config;
