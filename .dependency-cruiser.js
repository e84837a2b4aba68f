// The arrows of the house:
// cli -> app -> {engine, panel, ui} -> {synth, control, descriptors, model, state} -> contracts <- targets
/** What each part may import of the house, besides itself. */
const MAY_IMPORT = {
  'src/contracts': [],
  'src/descriptors': ['src/contracts'],
  'src/state': ['src/contracts'],
  'src/model': ['src/contracts', 'src/descriptors'],
  'src/board': ['src/contracts'],
  'src/control': ['src/contracts', 'src/descriptors'],
  'src/synth': ['src/contracts', 'src/descriptors', 'src/control'],
  ...Object.fromEntries(
    ['engine', 'panel', 'ui'].map((part) => [
      `src/${part}`,
      ['src/contracts', 'src/descriptors', 'src/state', 'src/model', 'src/control', 'src/synth'],
    ]),
  ),
};

const arrows = Object.entries(MAY_IMPORT).map(([part, allowed]) => ({
  name: `arrows-${part.replace('src/', '')}`,
  comment: `${part} imports ${allowed.length > 0 ? allowed.join(', ') : 'nothing else'} of the house`,
  severity: 'error',
  from: { path: `^${part}/` },
  to: { path: '^(src|targets|test)/', pathNot: `^(${[part, ...allowed].join('|')})/` },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
const configuration = {
  forbidden: [
    ...arrows,
    {
      name: 'arrows-targets',
      comment:
        'a target imports the contracts, its own files and what is shared by boards: drivers and the Hailo binding',
      severity: 'error',
      from: { path: '^targets/([^/]+)/' },
      to: {
        path: '^(src|targets|test)/',
        pathNot: ['^src/contracts/', '^targets/$1/', '^targets/(common|linux-io|hailort-node)/'],
      },
    },
    {
      name: 'hailort-node-stands-alone',
      comment: 'the binding of libhailort is a package of its own: nothing of the instrument is in it',
      severity: 'error',
      from: { path: '^targets/hailort-node/' },
      to: { path: '^(src|targets|test)/', pathNot: '^targets/hailort-node/' },
    },
    {
      name: 'arrows-app',
      comment: 'the composition root knows nothing of the command line',
      severity: 'error',
      from: { path: '^src/(face/|(app|board-target|instrument|panel-instrument|thread|performer)\\.ts$)' },
      to: { path: '^(src/cli|test)/' },
    },
    {
      name: 'arrows-cli',
      comment: 'the command line reaches targets through the app alone',
      severity: 'error',
      from: { path: '^src/cli/' },
      to: { path: '^(targets|test)/' },
    },
    {
      name: 'nothing-imports-app-or-cli',
      comment: 'app and cli are the top of the house',
      severity: 'error',
      from: {
        path: '^(src|targets)/',
        pathNot: '^src/(cli/|face/|(app|board-target|instrument|panel-instrument|thread|performer)\\.ts)',
      },
      to: { path: '^src/(cli/|face/|(app|board-target|instrument|panel-instrument|thread|performer)\\.ts)' },
    },
    {
      name: 'contracts-import-nothing',
      comment: 'contracts stand alone: no packages either, only node itself in the fakes',
      severity: 'error',
      from: { path: '^src/contracts/' },
      to: { pathNot: '^src/contracts/', dependencyTypesNot: ['core'] },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-unresolved',
      comment: 'an import that nothing answers',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Its parser reads no TSX; the page imports the protocol and its own files.
    exclude: { path: '(\\.d\\.ts|^src/panel/page/.*)$' },
    parser: 'swc',
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.json'],
    },
  },
};

export default configuration;
