/** Markdown as people write it in a chat: a line break is a line break, titles stay small, pictures are links. */
import { Marked, type RendererObject } from 'marked';

const escaped = (text: string): string =>
  text.replace(
    /[&<>"']/g,
    (mark) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[mark] ?? mark,
  );

const WORTHY = /^(?:https?:\/\/|mailto:)/i;

/** A link out, or just its words when it leads anywhere else than the web or a mailbox. */
const link = (href: string, inner: string): string =>
  WORTHY.test(href) ? `<a href="${escaped(href)}" target="_blank" rel="noopener noreferrer">${inner}</a>` : inner;

const renderer: RendererObject = {
  html: ({ text }) => escaped(text),
  image: ({ href, text }) => link(href, escaped(text === '' ? href : text)),
  link(token) {
    return link(token.href, this.parser.parseInline(token.tokens));
  },
  heading(token) {
    const level = Math.min(6, token.depth + 2);
    return `<h${level}>${this.parser.parseInline(token.tokens)}</h${level}>`;
  },
  code: ({ text }) => `<pre><code>${escaped(text)}</code></pre>`,
  checkbox: ({ checked }) => (checked ? '☑ ' : '☐ '),
};

const marked = new Marked({ gfm: true, breaks: true, async: false, renderer });

/** Undefined for what is nested deeper than the parser can follow (`>>>>…`): drawn as typed, and no reader's room breaks. */
export function parseMarkdown(text: string): string | undefined {
  try {
    return marked.parse(text, { async: false }).trim();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
