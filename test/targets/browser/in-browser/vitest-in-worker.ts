import { chai, JestAsymmetricMatchers, JestChaiExpect, JestExtend } from '@vitest/expect';

/**
 * The part of vitest that conformance suites use, for a Worker of a browser: the test's build puts it in the place of 'vitest'. Suites collect
 * their cases; `runCases` runs them.
 */
type Work = () => unknown;

interface Suite {
  readonly title: string;
  readonly before: readonly Work[];
  readonly after: readonly Work[];
}

interface Case {
  readonly title: string;
  readonly work: Work;
  readonly suites: readonly Suite[];
}

export interface Outcome {
  readonly title: string;
  /** Absent for a case that holds. */
  readonly fault?: string;
}

for (const plugin of [JestExtend, JestChaiExpect, JestAsymmetricMatchers]) chai.use(plugin);
export const { expect } = chai;

const cases: Case[] = [];
let open: { title: string; before: Work[]; after: Work[] }[] = [];

function describeSuite(title: string, work: Work): void {
  const outer = open;
  open = [...outer, { title, before: [], after: [] }];
  work();
  open = outer;
}

function addCase(title: string, work: Work): void {
  cases.push({ title, work, suites: open });
}

const ignore = (): void => undefined;

export const describe = Object.assign(describeSuite, {
  skipIf: (isSkipped: boolean) => (isSkipped ? ignore : describeSuite),
});

export const it = Object.assign(addCase, {
  skipIf: (isSkipped: boolean) => (isSkipped ? ignore : addCase),
  each:
    <Row extends readonly unknown[]>(rows: readonly Row[]) =>
    (title: string, work: (...row: Row) => unknown) => {
      for (const row of rows) addCase(title.replace('%s', String(row[0])), () => work(...row));
    },
});

export const beforeEach = (work: Work): void => void open.at(-1)?.before.push(work);
export const afterEach = (work: Work): void => void open.at(-1)?.after.push(work);

/** Runs the cases that have been collected, one after the other. */
export async function runCases(): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const { title, work, suites } of cases) {
    const name = [...suites.map((suite) => suite.title), title].join(' > ');
    try {
      for (const suite of suites) for (const before of suite.before) await before();
      await work();
      for (const suite of suites) for (const after of suite.after) await after();
      outcomes.push({ title: name });
    } catch (error) {
      outcomes.push({ title: name, fault: String(error) });
    }
  }
  return outcomes;
}
