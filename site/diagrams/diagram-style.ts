/**
 * The colours of diagrams. Mermaid wants plain colours, computes shades from some of them and knows
 * nothing of CSS variables, so it draws with these marks, each of which stands nowhere else, and the
 * marks are exchanged for variables afterwards. The variables are set in site/styles/diagrams.css.
 */
export const colourMarks = {
  "--diagram-ground": "#f0f1f2",
  "--diagram-node": "#e1e2e3",
  "--diagram-group": "#d4d5d6",
  "--diagram-note": "#c7c8c9",
  "--diagram-line": "#010203",
  "--diagram-text": "#040506",
  "--diagram-accent": "#0a0b0c",
} as const;

const ground = colourMarks["--diagram-ground"];
const node = colourMarks["--diagram-node"];
const group = colourMarks["--diagram-group"];
const note = colourMarks["--diagram-note"];
const line = colourMarks["--diagram-line"];
const text = colourMarks["--diagram-text"];

/** What `mermaid.initialize` is given. Part of the key of the cache: a change here redraws everything. */
export const mermaidConfig = {
  startOnLoad: false,
  securityLevel: "strict",
  theme: "base",
  look: "classic",
  htmlLabels: false,
  flowchart: {
    htmlLabels: false,
    padding: 14,
    minNodeWidth: 40,
    nodeSpacing: 32,
    rankSpacing: 44,
    subGraphTitleMargin: { top: 4, bottom: 4 },
    curve: "linear",
  },
  sequence: { mirrorActors: false, actorMargin: 36, messageMargin: 30, wrap: false },
  deterministicIds: true,
  // Mermaid lets edges shine through their labels.
  themeCSS: ".edgeLabel rect, .edgeLabel .background { opacity: 1 }",
  fontFamily: '"IBM Plex Sans", sans-serif',
  themeVariables: {
    darkMode: false,
    fontFamily: '"IBM Plex Sans", sans-serif',
    fontSize: "15px",
    background: ground,
    mainBkg: node,
    primaryColor: node,
    primaryTextColor: text,
    primaryBorderColor: line,
    secondaryColor: group,
    secondaryTextColor: text,
    secondaryBorderColor: line,
    tertiaryColor: ground,
    tertiaryTextColor: text,
    tertiaryBorderColor: line,
    lineColor: line,
    textColor: text,
    titleColor: text,
    nodeBorder: line,
    clusterBkg: group,
    clusterBorder: line,
    edgeLabelBackground: ground,
    noteBkgColor: note,
    noteTextColor: text,
    noteBorderColor: line,
    actorBkg: node,
    actorBorder: line,
    actorTextColor: text,
    actorLineColor: line,
    signalColor: line,
    signalTextColor: text,
    labelBoxBkgColor: group,
    labelBoxBorderColor: line,
    labelTextColor: text,
    loopTextColor: text,
    activationBkgColor: group,
    activationBorderColor: line,
    stateBkg: node,
    stateLabelColor: text,
    transitionColor: line,
    transitionLabelColor: text,
    compositeBackground: ground,
    altBackground: group,
    labelColor: text,
  },
} as const;
