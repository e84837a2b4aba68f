// The licences of packages whose code a bundle contains.
import { readdirSync, readFileSync } from 'node:fs';
import { root } from './bundle.js';

/** Names its packages in no comment: vite minifies the panel, and the WebAssembly of ONNX Runtime is copied. */
const UNNAMED = ['preact', 'uplot', 'onnxruntime-web'];

/** Its package carries no licence file. */
const MICROSOFT = `MIT License

Copyright (c) Microsoft Corporation

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
`;

/**
 * The licences of the packages in bundles of esbuild, whose comments name the file of each piece, of the panel and of ONNX Runtime.
 *
 * @param texts the bundles
 * @throws Error for a package without a licence file
 */
export function thirdPartyLicences(texts) {
  const found = texts.flatMap((text) => [...text.matchAll(/^\/\/ node_modules\/((?:@[^/\s]+\/)?[^/\s]+)/gm)]);
  const names = [...new Set([...found.map(([, name]) => name), ...UNNAMED])].sort();
  return names.map(licenceOf).join(`\n${'-'.repeat(80)}\n\n`);
}

function licenceOf(name) {
  const folder = `${root}node_modules/${name}`;
  const { version, license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
  const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
  if (file === undefined && name !== 'onnxruntime-web') throw new Error(`${name} has no licence file`);
  const text = file === undefined ? MICROSOFT : readFileSync(`${folder}/${file}`, 'utf8');
  return `${name} ${version} (${license})\n\n${text.trim()}\n`;
}
