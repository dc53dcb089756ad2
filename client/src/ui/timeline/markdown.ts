/**
 * The one place where text becomes HTML. Two walls: marked is told to pass no raw HTML and no picture and to link to
 * http, https and mailto alone; DOMPurify then lets through a short list of elements and attributes.
 */
import DOMPurify, { type Config } from 'dompurify';
import { parseMarkdown } from './parseMarkdown.ts';

/** TrustedHTML where the browser knows it, else the sanitised text. */
export type Rendered = string;

const ALLOWED_TAGS = [
  'p',
  'br',
  'strong',
  'em',
  'del',
  'code',
  'pre',
  'blockquote',
  'ul',
  'ol',
  'li',
  'a',
  'hr',
  'table',
  'thead',
  'tbody',
  'tr',
  'th',
  'td',
  'h3',
  'h4',
  'h5',
  'h6',
];
const ALLOWED_ATTR = ['href', 'target', 'rel', 'start'];

const settings: Config & { RETURN_TRUSTED_TYPE: true } = {
  ALLOWED_TAGS,
  ALLOWED_ATTR,
  ALLOWED_URI_REGEXP: /^(?:https?|mailto):/i,
  // Held to be addresses otherwise, and taken away.
  ADD_URI_SAFE_ATTR: ['target', 'rel', 'start'],
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  RETURN_TRUSTED_TYPE: true,
};

/** Undefined for a text that is to be drawn as it was typed. */
export function render(text: string): Rendered | undefined {
  const html = parseMarkdown(text);
  // Svelte takes TrustedHTML for `{@html}` and its types say string.
  return html === undefined ? undefined : (DOMPurify.sanitize(html, settings) as unknown as Rendered);
}
