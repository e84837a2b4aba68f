/** The files of a built folder, as the build lists them. */
export interface BuiltFolder {
  /** Changes with any file. */
  readonly version: string;
  /** Path in the folder to SHA-256 in hexadecimal. */
  readonly files: Readonly<Record<string, string>>;
}

export interface OfflineCacheOptions {
  readonly caches: CacheStorage;
  /** Address of the built folder, with a slash at its end. */
  readonly scope: string;
  readonly fetchFile?: (request: Request) => Promise<Response>;
}

/** A cache with all files of one version of the built folder. */
export interface OfflineCache {
  /**
   * Stores all files; those that have not changed come from the cache of a former version.
   *
   * @throws Error for a file that is missing, or not of this version, as while a new version is being uploaded
   */
  install(): Promise<void>;
  /** Removes the caches of other versions of this folder. */
  removeOthers(): Promise<void>;
  /** Answers a request for a file of the folder, also without a network; undefined for others. */
  answer(request: Request): Promise<Response> | undefined;
}

/**
 * Isolates the page from other origins, which a static host does not: only then has it shared memory, through which the sound goes with less
 * delay.
 */
const ISOLATION = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'same-origin',
};

export function createOfflineCache(
  { version, files }: BuiltFolder,
  { caches, scope, fetchFile = (request) => fetch(request) }: OfflineCacheOptions,
): OfflineCache {
  // Folders of one origin share its caches.
  const prefix = `neurorack ${scope} `;
  const name = `${prefix}${version}`;
  const addressOf = (path: string): string => new URL(path, scope).href;

  async function download(path: string, sha256: string): Promise<Response> {
    const address = addressOf(path);
    const former = await caches.match(address, { ignoreVary: true });
    if (former !== undefined && (await hashOf(former.clone())) === sha256) return former;
    // The browser's own cache may have another version.
    const response = await fetchFile(new Request(address, { cache: 'no-cache' }));
    if (!response.ok) throw new Error(`${address}: the server answers ${response.status}`);
    if ((await hashOf(response.clone())) !== sha256) throw new Error(`${address} is of another version`);
    return response;
  }

  /** The path of a file that an address names; undefined for others. */
  function pathOf(address: string): string | undefined {
    const { origin, pathname } = new URL(address);
    const root = new URL(scope);
    if (origin !== root.origin || !pathname.startsWith(root.pathname)) return undefined;
    const path = decodeURIComponent(pathname.slice(root.pathname.length)) || 'index.html';
    return Object.hasOwn(files, path) ? path : undefined;
  }

  async function stored(request: Request, path: string): Promise<Response> {
    const found = await (await caches.open(name)).match(addressOf(path), { ignoreVary: true });
    // A browser that needs room may have emptied the cache.
    const response = found ?? (await fetchFile(request));
    const headers = new Headers(response.headers);
    for (const [header, value] of Object.entries(ISOLATION)) headers.set(header, value);
    return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
  }

  return {
    install: async () => {
      const cache = await caches.open(name);
      for (const [path, sha256] of Object.entries(files)) {
        if ((await cache.match(addressOf(path), { ignoreVary: true })) === undefined) {
          await cache.put(addressOf(path), await download(path, sha256));
        }
      }
    },
    removeOthers: async () => {
      const others = (await caches.keys()).filter((one) => one.startsWith(prefix) && one !== name);
      await Promise.all(others.map((one) => caches.delete(one)));
    },
    answer: (request) => {
      const path = request.method === 'GET' ? pathOf(request.url) : undefined;
      return path === undefined ? undefined : stored(request, path);
    },
  };
}

async function hashOf(response: Response): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', await response.arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
