import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, normalize } from 'node:path';
import { chromium } from 'playwright-core';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { loadSound } from '../../src/descriptors/sound-file.ts';
import { serveFolder } from '../../testing/serve-folder.ts';
import { CHROMIUM, PICTURES } from '../panel/browser-bench.ts';

const ROOT = join(import.meta.dirname, '../..');
const BASE = '/synth/neurorack/';
const text = (path: string): string => readFileSync(path, 'utf8');

describe('the site, built for a folder of a host', () => {
  let site: string;
  let files: readonly string[];
  beforeAll(() => {
    const folder = mkdtempSync(join(tmpdir(), 'site-'));
    site = join(folder, 'site');
    // A small page in place of the build for browsers.
    mkdirSync(join(folder, 'browser'));
    writeFileSync(join(folder, 'browser/index.html'), '<!doctype html><title>instrument</title>');
    const words = ['build/build-site.js', '--base', BASE, '--out', site, '--instrument', join(folder, 'browser')];
    // VitePress ends with an error where a link between pages is dead.
    const { status, stderr } = spawnSync(process.execPath, words, { cwd: ROOT, encoding: 'utf8' });
    expect(status, stderr).toBe(0);
    files = readdirSync(site, { recursive: true, encoding: 'utf8' });
  }, 600_000);

  const pages = (): string[] => files.filter((name) => name.endsWith('.html') && name !== '404.html');

  it('has a page for every guide, the boards, the models, and the interfaces', () => {
    const guides = readdirSync(join(ROOT, 'docs')).filter((name) => name.endsWith('.md') && name !== 'README.md');
    const boards = readdirSync(join(ROOT, 'docs/boards')).filter(
      (name) => name.endsWith('.md') && name !== 'README.md',
    );
    const expected = [
      'index.html',
      ...guides.map((name) => name.replace('.md', '.html')),
      ...boards.map((name) => `boards/${name.replace('.md', '.html')}`),
      ...['boards/index', 'models/impacts', 'models/impacts-xl', 'models/metal', 'listen/impacts', 'listen/metal'].map(
        (name) => `${name}.html`,
      ),
      ...['api/contracts', 'api/hailort-node'].map((name) => `${name}.html`),
    ];
    expect(pages()).toEqual(expect.arrayContaining(expected));
  });

  it('leads to every page from the navigation, boards by their own page', () => {
    const linked = new Set(
      [...text(join(site, 'manual.html')).matchAll(/href="([^"#?]+)"/g)].map(([, one = '']) => one),
    );
    const apart = (name: string): boolean => /^(index|guides|play\/index|boards\/(?!index).*)\.html$/.test(name);
    const missing = pages().filter(
      (name) => !apart(name) && !linked.has(BASE + name.replace(/(^|\/)index\.html$/, '$1')),
    );
    expect(missing).toEqual([]);
  });

  it('loads no font, script, style or picture from another host', () => {
    for (const name of files.filter((one) => /\.(html|js|css)$/.test(one))) {
      const content = text(join(site, name));
      const loaded = [
        ...content.matchAll(/<(?:script|img|iframe|audio|source|video)\b[^>]*\bsrc="([^"]*)"/g),
        ...content.matchAll(/<link\b[^>]*\bhref="([^"]*)"/g),
        ...content.matchAll(/(?:url\(|@import )["']?([^"')\s]+)/g),
      ].map(([, address = '']) => address);
      expect
        .soft(
          loaded.filter((address) => /^(https?:)?\/\//.test(address)),
          name,
        )
        .toEqual([]);
    }
    expect(files.filter((name) => /\.(woff2?|ttf|otf)$/.test(name))).toEqual([]);
  });

  it('has a file for every address on its pages, below its folder of the host', () => {
    for (const name of pages()) {
      const addresses = [...text(join(site, name)).matchAll(/\b(?:src|href)="([^"#?]+)/g)].map(([, one = '']) => one);
      const missing = addresses.filter((address) => {
        if (/^(https?|mailto|data):/.test(address)) return false;
        if (address.startsWith('/') && !address.startsWith(BASE)) return true;
        const path = address.startsWith('/') ? address.slice(BASE.length) : normalize(join(dirname(name), address));
        const file = join(site, decodeURIComponent(path));
        return !existsSync(file.endsWith('/') || path === '' ? join(file, 'index.html') : file);
      });
      expect.soft(missing, name).toEqual([]);
    }
  });

  it('has the instrument and four sounds on its first page, and the manual first in its navigation', () => {
    const home = text(join(site, 'index.html'));
    expect(home).toContain(`<iframe class="instrument" src="${BASE}play/"`);
    expect(existsSync(join(site, 'play/index.html'))).toBe(true);
    const sounds = [...home.matchAll(/<audio [^>]*src="([^"]+\.mp3)"/g)].map(([, address]) => address);
    expect(sounds).toHaveLength(4);
    expect(/class="VPLink link vp-external|<nav[\s\S]*?href="([^"]+)"/.exec(home)?.[1]).toBe(`${BASE}manual.html`);
  });

  it.each(['impacts', 'metal'])(
    'has six sounds as asked, and as two versions of %s play them, with spectrograms',
    async (model) => {
      const page = text(join(site, `listen/${model}.html`));
      const sounds = [...page.matchAll(/<audio [^>]*src="([^"]+)"/g)].map(([, address = '']) =>
        address.slice(BASE.length),
      );
      expect(sounds).toHaveLength(18);
      expect([...page.matchAll(/<img [^>]*src="[^"]+\.png"/g)]).toHaveLength(18);
      for (const [n, name] of sounds.entries()) {
        const { samples } = await loadSound(join(site, name));
        const rms = Math.sqrt(samples.reduce((sum, x) => sum + x * x, 0) / samples.length);
        expect.soft(rms, name).toBeGreaterThan(0.01);
        // Asked, former, present: as long as each other, but for a block of the instrument at most.
        const asked = await loadSound(join(site, sounds[n - (n % 3)] ?? ''));
        expect.soft(Math.abs(samples.length - asked.samples.length), name).toBeLessThanOrEqual(256);
      }
    },
  );

  it('describes every exported interface of the contracts and of hailort-node', () => {
    const headings = (page: string): string[] =>
      [...text(join(site, page)).matchAll(/<h[23] id="[^"]*"[^>]*>(\w+) /g)].map(([, one = '']) => one);
    const sources = readdirSync(join(ROOT, 'src/contracts')).filter((name) => name.endsWith('.ts'));
    const names = sources.flatMap((name) =>
      [
        ...text(join(ROOT, 'src/contracts', name)).matchAll(
          /^export (?:async )?(?:interface|type|class|const|function) (\w+)/gm,
        ),
      ].map(([, one = '']) => one),
    );
    expect(names.length).toBeGreaterThan(30);
    expect(headings('api/contracts.html')).toEqual(expect.arrayContaining(names));
    expect(headings('api/hailort-node.html')).toEqual(
      expect.arrayContaining(['openInference', 'HailortError', 'quantise', 'VStreamsOptions']),
    );
  });

  it.skipIf(CHROMIUM === undefined)(
    'loads in Chromium from its own host alone, without faults, as wide as a phone',
    () => {
      mkdirSync(PICTURES, { recursive: true });
      const words = ['build/measure-site.js', '--site', site, '--base', BASE, '--json', '--pictures', PICTURES];
      const rows = z
        .array(
          z.looseObject({
            page: z.string(),
            requests: z.number(),
            overflowPx: z.number(),
            otherHosts: z.array(z.string()),
            faults: z.array(z.string()),
          }),
        )
        .parse(JSON.parse(execFileSync(process.execPath, words, { cwd: ROOT, encoding: 'utf8' })));
      expect(rows).toHaveLength(10);
      for (const { page, requests, overflowPx, otherHosts, faults } of rows) {
        expect.soft({ overflowPx, otherHosts, faults }, page).toEqual({ overflowPx: 0, otherHosts: [], faults: [] });
        expect.soft(requests, page).toBeGreaterThan(2);
      }
    },
    600_000,
  );
});

describe('the sounds of the listening pages', () => {
  const recordSchema = z.object({
    sounds: z.array(
      z.object({ credit: z.string().min(3), licence: z.enum(['CC0-1.0', 'public-domain', 'MIT']), source: z.string() }),
    ),
  });
  const folders = ['impacts', 'metal'].map((model) => join(ROOT, 'docs/listen', model));

  it('are free: public domain with its source, or designed by this project', () => {
    for (const folder of folders) {
      const { sounds } = recordSchema.parse(JSON.parse(text(join(folder, 'listening.json'))));
      expect(sounds).toHaveLength(6);
      for (const { credit, licence, source } of sounds)
        if (licence === 'MIT') expect.soft(credit).toBe('synthesised by this project');
        else expect.soft(source).toMatch(/^[\w-]+ \(Debian\), /);
    }
  });

  it('need at most 1.5 MB in the repository', () => {
    const sizes = folders.flatMap((folder) => readdirSync(folder).map((name) => statSync(join(folder, name)).size));
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(1.5e6);
  });
});

// The build for browsers and live sound need minutes of quiet cores: each night.
describe.skipIf(process.env.NEURORACK_NIGHTLY !== '1' || CHROMIUM === undefined)(
  'the site with the instrument on its first page',
  () => {
    it('loads the whole panel, which plays from the page of the site', async () => {
      const out = mkdtempSync(join(tmpdir(), 'whole-site-'));
      execFileSync(process.execPath, ['build/build-board.js', '--board', 'browser', '--out', out], { cwd: ROOT });
      const site = join(out, 'site');
      const words = [
        'build/build-site.js',
        '--base',
        '/a/sub/path/',
        '--out',
        site,
        '--instrument',
        join(out, 'browser'),
      ];
      execFileSync(process.execPath, words, { cwd: ROOT, stdio: 'ignore' });
      const server = await serveFolder(site);
      onTestFinished(server.close);
      const browser = await chromium.launch({
        executablePath: CHROMIUM ?? '',
        args: ['--no-sandbox'],
        timeout: 100_000,
      });
      onTestFinished(() => browser.close());
      const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
      page.setDefaultTimeout(100_000);
      const faults: string[] = [];
      page.on('pageerror', (error) => faults.push(error.message));
      await page.goto(server.address);
      mkdirSync(PICTURES, { recursive: true });
      await page.screenshot({ path: join(PICTURES, 'site-first-page.png') });
      await page.locator('iframe.instrument').scrollIntoViewIfNeeded();
      const instrument = page.frameLocator('iframe.instrument');
      await instrument.getByRole('region', { name: 'Faceplate' }).waitFor();
      for (const name of ['Gate 1', 'Gate 2']) await instrument.getByRole('button', { name }).waitFor();
      expect(await instrument.getByRole('tab').count()).toBeGreaterThan(5);
      await page.screenshot({ path: join(PICTURES, 'site-instrument.png') });
      await instrument.getByRole('button', { name: 'Turn the sound on' }).click();
      await instrument.getByRole('button', { name: 'Sound is on' }).waitFor();
      const frame = page.frames().find((one) => one.url().includes('/play/')) ?? page.mainFrame();
      await frame.evaluate(`(() => {
        const port = neurorack.instrument.connect('figures');
        port.onmessage = ({ data }) => { if (data.type === 'figures') window.level = data.values.level; };
      })()`);
      for (;;) {
        await instrument.locator('body').press('a', { delay: 200 });
        if (await frame.evaluate('window.level > 0.05')) break;
      }
      expect(faults).toEqual([]);
    }, 1_200_000);
  },
);

describe('npm run site', () => {
  it.each(['neurorack', '/neurorack', 'https://example.org/'])('refuses the base %s', (base) => {
    const words = ['build/build-site.js', '--base', base, '--out', join(tmpdir(), 'never')];
    const { status, stdout } = spawnSync(process.execPath, words, { cwd: ROOT, encoding: 'utf8' });
    expect([status, stdout]).toEqual([2, expect.stringContaining('with a slash at both ends')]);
  });
});
