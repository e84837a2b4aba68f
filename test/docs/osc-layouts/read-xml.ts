/** An element of an XML document, with its text. */
export interface XmlElement {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

const TOKEN = /<!\[CDATA\[([\s\S]*?)\]\]>|<\?[\s\S]*?\?>|<(\/?)([\w:]+)((?:\s+[\w:]+='[^']*')*)\s*>|([^<]+)/gy;

/** Reads XML of elements, attributes, text and CDATA. @throws Error for anything else, and for elements that do not close */
export function readXml(document: string): XmlElement {
  interface Open {
    readonly tag: string;
    readonly attributes: Record<string, string>;
    readonly children: XmlElement[];
    text: string;
  }
  const root: Open = { tag: '', attributes: {}, children: [], text: '' };
  const open = [root];
  let end = 0;
  for (const match of document.matchAll(TOKEN)) {
    const [token, cdata, slash, tag, attributes, text] = match;
    end = match.index + token.length;
    const current = open[open.length - 1];
    if (tag === undefined) current.text += cdata ?? text ?? '';
    else if (slash === '/') {
      if (current.tag !== tag || open.length < 2) throw new Error(`</${tag}> closes <${current.tag}>`);
      open.pop();
      open[open.length - 1].children.push(current);
    } else {
      const pairs = [...attributes.matchAll(/([\w:]+)='([^']*)'/g)].map(([, key, value]) => [key, value] as const);
      open.push({ tag, attributes: Object.fromEntries(pairs), children: [], text: '' });
    }
  }
  if (end !== document.length || open.length > 1) throw new Error(`no XML at ${end} of ${document.length}`);
  const [element, ...further] = root.children;
  if (element === undefined || further.length > 0) throw new Error('a document has one element');
  return element;
}

/** All elements of a tag at any depth. */
export function elementsOf(element: XmlElement, tag: string): readonly XmlElement[] {
  return element.children.flatMap((child) => [...(child.tag === tag ? [child] : []), ...elementsOf(child, tag)]);
}

/** The text of the first element of a tag among the children; '' where there is none. */
export function textOf(element: XmlElement, tag: string): string {
  return element.children.find((child) => child.tag === tag)?.text ?? '';
}
