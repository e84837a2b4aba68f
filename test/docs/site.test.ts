import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, normalize } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

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
      ...['boards/index', 'models/impacts', 'api/contracts', 'api/hailort-node'].map((name) => `${name}.html`),
    ];
    expect(pages()).toEqual(expect.arrayContaining(expected));
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

  it.skipIf(!existsSync('/usr/bin/chromium'))(
    'loads in Chromium from its own host alone, without faults, as wide as a phone',
    () => {
      const words = ['build/measure-site.js', '--site', site, '--base', BASE, '--json'];
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
      expect(rows).toHaveLength(8);
      for (const { page, requests, overflowPx, otherHosts, faults } of rows) {
        expect.soft({ overflowPx, otherHosts, faults }, page).toEqual({ overflowPx: 0, otherHosts: [], faults: [] });
        expect.soft(requests, page).toBeGreaterThan(2);
      }
    },
    600_000,
  );
});

describe('npm run site', () => {
  it.each(['neurorack', '/neurorack', 'https://example.org/'])('refuses the base %s', (base) => {
    const words = ['build/build-site.js', '--base', base, '--out', join(tmpdir(), 'never')];
    const { status, stdout } = spawnSync(process.execPath, words, { cwd: ROOT, encoding: 'utf8' });
    expect([status, stdout]).toEqual([2, expect.stringContaining('with a slash at both ends')]);
  });
});
