// Who may import whom: the table of ARCHITECTURE.md as rules. Everything not named is forbidden.
const may = (name, from, to) => ({
  name,
  severity: "error",
  from: { path: from, pathNot: "\\.test\\.ts$" },
  to: { path: "^(content|site|labs|lab-server|ttrpc|sys|runtime|fixtures|tests)/", pathNot: to },
});

export default {
  forbidden: [
    {
      name: "no-cycles",
      severity: "error",
      from: {},
      to: { circular: true, dependencyTypesNot: ["type-only"] },
    },
    { name: "no-missing", severity: "error", from: {}, to: { couldNotResolve: true, pathNot: "^kernel$" } },
    may("labs-stand-alone", "^labs/", "^labs/"),
    may("ttrpc-stands-alone", "^ttrpc/", "^ttrpc/"),
    may("sys-stands-alone", "^sys/", "^sys/"),
    may("runtime", "^runtime/", "^(runtime|sys)/"),
    may("agent", "^lab-server/agent/", "^(lab-server/agent|ttrpc|sys)/"),
    may("protocol", "^lab-server/protocol/", "^(lab-server/protocol|labs)/"),
    may(
      "vm-knows-no-session",
      "^lab-server/vm/",
      "^(lab-server/(vm|setup/(directories|cached|step|interruption|process-lock)|image)|labs/machine)",
    ),
    may(
      "session-knows-machines-only",
      "^lab-server/session/",
      "^(lab-server/(session|protocol|store|vm/machines|agent/generated)|labs|ttrpc)",
    ),
    may(
      "server",
      "^lab-server/(http|store)/",
      "^(lab-server/(http|store|session|protocol|configuration|vm/machines)|labs)",
    ),
    may("site", "^(site|astro\\.config)", "^(site|content|labs|lab-server/protocol)"),
    {
      name: "browser-gets-types-only",
      comment: "Checks and validation stay on the server: the browser bundle takes only types from labs.",
      severity: "error",
      from: { path: "^site/client/", pathNot: "\\.test\\.ts$" },
      to: { path: "^labs/", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "only-tests-read-fixtures",
      severity: "error",
      from: { pathNot: "(\\.test\\.ts$|^tests/|^fixtures/)" },
      to: { path: "^(fixtures|tests)/" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(node_modules|dist|/generated/)" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
    },
  },
};
