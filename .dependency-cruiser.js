/**
 * The folders, lowest first: a folder imports itself and the folders of the rows above it, never one of its own row or of a row below.
 * A folder that no row names is an error (`every-folder-has-a-place`). `src/model` lies below `src/voice`: it declares what a family is
 * (`ModelFamily`, `Synthesis`), which the voice plays and families implement.
 */
const ROWS = [
  ['src/contracts'],
  ['src/numeric', 'src/files'],
  ['src/descriptors'],
  ['src/control', 'src/model'],
  ['src/state', 'src/board'],
  ['src/voice', 'src/panel'],
  ['src/families'],
  ['src/engine', 'src/ui'],
  ['src/instrument'],
  ['src/app'],
  ['src/cli'],
];

/** Shared by targets: drivers, the Hailo binding, what every board has. */
const SHARED_TARGETS = ['targets/common', 'targets/linux-io', 'targets/hailort-node'];
/** The module that a build exchanges: the one place of `src` that names a target. */
const BOARD_TARGET = '^src/app/board-target\\.ts$';
/** What a browser plays with, and the files in it that are for Node: threads, a disk. */
const CORE =
  '^src/(numeric|control|model|voice|families|engine|ui|instrument|descriptors/(analysis|bank|edit|map|timbre|transform))/';
const NODE_FILES = [
  '^src/engine/threads/',
  '^src/model/(model-file|model-list|load-model)\\.ts$',
  '^src/descriptors/bank/(read-bank|read-zip|write-bank|sound-folder|catalog-source|public-address|bank-catalog|download)\\.ts$',
];
const OURS = '^(src|targets|testing|test|ci)/';
const PLACED = `^(${ROWS.flat().join('|')}|targets/[^/]+|testing|test|ci)/`;

const rooms = ROWS.flatMap((row, n) =>
  row.map((room) => {
    const below = ROWS.slice(0, n).flat();
    return {
      name: `room-${room.replace('src/', '')}`,
      comment: `${room} imports ${below.length > 0 ? below.join(', ') : 'nothing else'} of this project`,
      severity: 'error',
      from: { path: `^${room}/`, pathNot: BOARD_TARGET },
      to: { path: OURS, pathNot: `^(${[room, ...below].join('|')})/` },
    };
  }),
);

/** @type {import('dependency-cruiser').IConfiguration} */
const configuration = {
  forbidden: [
    ...rooms,
    {
      name: 'every-folder-has-a-place',
      comment: 'each folder of src stands in a row of .dependency-cruiser.js; no source file lies at the root of src',
      severity: 'error',
      from: { path: OURS, pathNot: PLACED },
      to: {},
    },
    {
      name: 'board-target-imports-one-target',
      comment: 'the module that names the board imports its target and the contracts',
      severity: 'error',
      from: { path: BOARD_TARGET },
      to: { path: OURS, pathNot: ['^src/contracts/', '^targets/[^/]+/src/index\\.ts$'] },
    },
    {
      name: 'families-are-handed-in',
      comment: 'src/app hands the list of model families to the rooms that use it',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(families|app)/' },
      to: { path: '^src/families/' },
    },
    {
      name: 'one-list-of-families',
      comment: 'a model family is one folder and one line of src/families/families.ts',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/families/' },
      to: { path: '^src/families/[^/]+/' },
    },
    {
      name: 'targets',
      comment: 'a target imports the contracts, its own files and what boards share: drivers and the Hailo binding',
      severity: 'error',
      from: { path: '^targets/([^/]+)/', pathNot: '^targets/browser/' },
      to: { path: OURS, pathNot: ['^src/contracts/', '^targets/$1/', `^(${SHARED_TARGETS.join('|')})/`] },
    },
    {
      name: 'browser-plays-the-core',
      comment:
        'the browser is a target and puts the instrument together too; it needs no Node, and neither command line nor other targets',
      severity: 'error',
      from: { path: '^targets/browser/' },
      to: {
        path: '^(src/cli|src/engine/threads|targets|testing|test|ci)/',
        pathNot: '^targets/(browser|common/src/onnx)/',
      },
    },
    {
      name: 'onnx-needs-no-node',
      comment: 'networks of ONNX run in a browser too: files and modules are handed in',
      severity: 'error',
      from: { path: '^targets/common/src/onnx/' },
      to: { path: '.', pathNot: ['^targets/common/src/onnx/', '^src/contracts/[^/]+$'] },
    },
    {
      name: 'core-needs-no-node',
      comment:
        'the instrument plays in a browser too: files, threads and hashes are handed in, or are those of the web platform',
      severity: 'error',
      from: { path: CORE, pathNot: NODE_FILES },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'hailort-node-stands-alone',
      comment: 'the binding of libhailort is a package of its own and imports nothing of the instrument',
      severity: 'error',
      from: { path: '^targets/hailort-node/' },
      to: { path: OURS, pathNot: '^targets/hailort-node/' },
    },
    {
      name: 'nothing-imports-tests',
      comment: 'ci and testing take their fakes from testing, never from a test',
      severity: 'error',
      from: { path: '^(ci|testing)/' },
      to: { path: '^test/' },
    },
    {
      name: 'testing-is-below-ci',
      comment: 'testing knows neither the tests nor ci',
      severity: 'error',
      from: { path: '^testing/' },
      to: { path: '^ci/' },
    },
    {
      name: 'contracts-import-nothing',
      comment: 'contracts import no package, and node itself in the fakes alone',
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
      comment:
        'the imported file or package does not exist; optional native packages need a compiler and may be absent',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^(i2c-bus|rpio|naudiodon|spi-device)(/|$)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // The parser reads no TSX; the page imports the protocol and its own files. AssemblyScript is not TypeScript.
    exclude: { path: '(\\.d\\.ts|^src/panel/page/.*|^src/(descriptors/analysis|families/[^/]+)/kernel/.*)$' },
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
