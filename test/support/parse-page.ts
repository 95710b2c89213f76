/** A form with what its fields hold. */
export type ParsedForm = {
  action: string;
  method: string;
  /** Hidden fields, values, ticked boxes, chosen options, by name. */
  fields: Record<string, string>;
  /** Every control with its attributes. */
  controls: Record<string, Record<string, string>>;
  buttons: { text: string; name: string; value: string }[];
};

/** What a person, or a screen reader, finds on a page. */
export type ParsedPage = {
  title: string;
  lang: string;
  h1: string;
  headings: string[];
  /** The visible text, each element's by itself. */
  text: string;
  forms: ParsedForm[];
  links: { href: string; text: string }[];
  /** Messages at fields, by the field's name. */
  errors: Record<string, string>;
  /** Text of elements with the role `alert`, and of those with the role `status`. */
  alerts: string[];
  statuses: string[];
  /** Where the page goes on by itself, or null. */
  refresh: string | null;
};

/** Reads a page by the runtime's own parser of HTML. */
export async function parsePage(html: string): Promise<ParsedPage> {
  const page: ParsedPage = {
    title: '',
    lang: '',
    h1: '',
    headings: [],
    text: '',
    forms: [],
    links: [],
    errors: {},
    alerts: [],
    statuses: [],
    refresh: null,
  };
  const open = new Set<{ html: string }>();
  const readForm = createFormReader(page.forms);

  // One handler for all: the runtime keeps only one end tag's handler of an element.
  function read(element: Element): void {
    const { tagName } = element;
    const [role, id] = [attribute(element, 'role'), attribute(element, 'id')];
    const done: ((text: string) => void)[] = [];
    if (tagName === 'html') page.lang = attribute(element, 'lang');
    if (tagName === 'meta' && attribute(element, 'http-equiv') === 'refresh')
      page.refresh = attribute(element, 'content').split(/;\s*url=/i)[1] ?? null;
    if (tagName === 'title')
      done.push((text) => {
        page.title = text;
      });
    if (tagName === 'h1')
      done.push((text) => {
        page.h1 = text;
      });
    if (tagName === 'body')
      done.push((text) => {
        page.text = text;
      });
    if (/^h[1-3]$/.test(tagName)) done.push((text) => void page.headings.push(text));
    if (role === 'alert') done.push((text) => void page.alerts.push(text));
    if (role === 'status') done.push((text) => void page.statuses.push(text));
    if (tagName === 'a') {
      const href = attribute(element, 'href');
      done.push((text) => void page.links.push({ href, text }));
    }
    if (id.endsWith('-err'))
      done.push((text) => {
        page.errors[id.slice(0, -'-err'.length)] = text;
      });
    done.push(...readForm(element));
    // Elements that stand beside one another are words of their own.
    if (APART.has(tagName)) for (const collector of open) collector.html += ' ';
    if (done.length === 0) return;
    const collector = { html: '' };
    open.add(collector);
    element.onEndTag(() => {
      open.delete(collector);
      const text = decode(collector.html).replaceAll(/\s+/g, ' ').trim();
      for (const tell of done) tell(text);
    });
  }

  const rewriter = new HTMLRewriter().on('*', { element: read }).onDocument({
    text(chunk) {
      for (const collector of open) collector.html += chunk.text;
    },
  });
  await rewriter.transform(new Response(html)).text();
  return page;
}

const APART = new Set('p li div h1 h2 h3 button label a td th dt dd summary option br'.split(' '));

/** Returns what reads the elements of forms, and what is to be done with their text. */
function createFormReader(forms: ParsedForm[]) {
  let form: ParsedForm | null = null;
  let select = '';

  function readInput(owner: ParsedForm, element: Element): void {
    const name = attribute(element, 'name');
    const type = attribute(element, 'type', 'text');
    if (name === '') return;
    owner.controls[name] = attributesOf(element);
    if (type === 'submit' || type === 'button') return;
    const isBox = type === 'checkbox' || type === 'radio';
    if (isBox && !element.hasAttribute('checked')) return;
    owner.fields[name] = attribute(element, 'value', isBox ? 'on' : '');
  }

  return (element: Element): ((text: string) => void)[] => {
    const { tagName } = element;
    if (tagName === 'form') {
      const method = attribute(element, 'method', 'get').toLowerCase();
      form = {
        action: attribute(element, 'action'),
        method,
        fields: {},
        controls: {},
        buttons: [],
      };
      forms.push(form);
      return [
        () => {
          form = null;
        },
      ];
    }
    const owner = form;
    if (owner === null) return [];
    const [name, value] = [attribute(element, 'name'), attribute(element, 'value')];
    if (tagName === 'input') readInput(owner, element);
    if (tagName === 'select') {
      select = name;
      owner.controls[name] = attributesOf(element);
    }
    if (tagName === 'option' && (element.hasAttribute('selected') || !(select in owner.fields)))
      owner.fields[select] = value;
    if (tagName === 'textarea')
      return [
        (text) => {
          owner.fields[name] = text;
        },
      ];
    if (tagName === 'button' && attribute(element, 'type', 'submit') === 'submit')
      return [(text) => void owner.buttons.push({ text, name, value })];
    return [];
  };
}

const attribute = (element: Element, name: string, fallback = '') =>
  decode(element.getAttribute(name) ?? fallback);

function attributesOf(element: Element): Record<string, string> {
  const pairs = [...element.attributes].map(([name = '', value = '']) => [name, decode(value)]);
  return Object.fromEntries(pairs) as Record<string, string>;
}

const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decode(text: string): string {
  return text.replaceAll(/&(?:#(\d+)|#x([\da-f]+)|([a-z]+));/gi, (whole, decimal, hex, name) => {
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
    return NAMED[String(name)] ?? whole;
  });
}
