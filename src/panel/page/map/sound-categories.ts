/** The kind of sound of a set, derived from its name. Determines its colour on the map. */
export interface SoundCategory {
  readonly title: string;
  readonly colour: string;
}

/** Words of each category; the first match in a set's name decides. */
const CATEGORIES: readonly (readonly [SoundCategory, RegExp])[] = [
  [{ title: 'toms and hand drums', colour: '#f59e5b' }, /\b(toms?|tabla|congas?|bongos?|djembe|timpani|udu)\b/],
  [{ title: 'snares and claps', colour: '#ffd84d' }, /\b(snares?|snaps?|claps?|rim|rimshot|sd|cp)\b/],
  [
    { title: 'cymbals and hats', colour: '#6fd3ff' },
    /\b(cymbals?|splash|crash|ride|hats?|hihats?|hi-hats?|shakers?|tambourine|maracas|hh|ch|oh)\b/,
  ],
  [
    { title: 'bells, wood, metal', colour: '#8ee28a' },
    /\b(bells?|cowbell|chimes?|glass|wood|woodblock|claves?|blocks?|gongs?|triangle|register|metal|marimba)\b/,
  ],
  [{ title: 'kicks and booms', colour: '#ff6f61' }, /\b(kicks?|booms?|bass|sub|thump|bd)\b/],
  [
    { title: 'sweeps', colour: '#c79bff' },
    /\b(woosh|whoosh|swoosh|swash|sweeps?|spin|backspin|risers?|drops?|scratch)\b/,
  ],
];
const OTHER: SoundCategory = { title: 'other', colour: '#b7c0c9' };

/** The category of a set. */
export function categoryOf(name: string): SoundCategory {
  const words = name.toLowerCase().replace(/[_\d]+/g, ' ');
  return CATEGORIES.find(([, pattern]) => pattern.test(words))?.[0] ?? OTHER;
}

/** The categories of these sets, in the order of the table. */
export function categoriesOf(names: readonly string[]): readonly SoundCategory[] {
  const found = new Set(names.map(categoryOf));
  return [...CATEGORIES.map(([category]) => category), OTHER].filter((category) => found.has(category));
}
