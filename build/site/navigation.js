// The site's navigation: the player's manual first. Addresses without `.md`.
export const NAVIGATION = [
  {
    text: 'Play',
    items: [
      ["Player's manual", 'manual'],
      ['First steps', 'play'],
      ['Voices', 'voices'],
      ['Patch ideas', 'patch-ideas'],
      ['MIDI', 'midi'],
      ['Open Sound Control', 'osc'],
      ['Banks', 'banks'],
      ['The factory bank', 'factory-bank'],
      ['Train a model on your own sounds', 'train-your-own'],
      ['RAVE models', 'rave'],
      ['Glossary', 'glossary'],
      ['Security', 'security'],
      ['npm package', 'npm-package'],
    ],
  },
  {
    text: 'Build a module',
    items: [
      ['Parts, wiring, front end, power', 'build-one'],
      ['Hardware: nets, boards, simulation', 'hardware'],
      ['Boards and evidence', 'boards/'],
      ['Build and deploy', 'deploy'],
      ['Calibrate', 'calibrate'],
      ['CV from an audio interface', 'cv-input'],
      ['Board files', 'board-files'],
      ['Add a board', 'add-a-board'],
      ['Drivers', 'drivers'],
      ['From a model to a HEF', 'hef'],
    ],
  },
  {
    text: 'Understand and change',
    items: [
      ['Architecture', 'architecture'],
      ['Engine', 'engine'],
      ['Descriptors', 'descriptors'],
      ['Exports', 'exports'],
      ['Add a target', 'add-a-target'],
      ['Add a verb', 'verbs'],
      ['Contributing', 'contributing'],
      ['Changelog', 'changelog'],
    ],
  },
  {
    text: 'Measure',
    items: [
      ['Status and evidence', 'status'],
      ['Speed', 'speed'],
      ['Benchmark method', 'benchmark-method'],
      ['The lab', 'lab'],
      ['Virtual board', 'virtual-board'],
    ],
  },
  {
    text: 'Models',
    items: [
      ['impacts', 'models/impacts'],
      ['Listen: impacts', 'listen/impacts'],
      ['impacts-xl', 'models/impacts-xl'],
      ['metal', 'models/metal'],
      ['Listen: metal', 'listen/metal'],
      ['Training', 'models/training'],
    ],
  },
  {
    text: 'API',
    items: [
      ['Contracts', 'api/contracts'],
      ['hailort-node', 'api/hailort-node'],
      ['hailort-node, guide', 'hailort-node'],
    ],
  },
];
