import { expect, test } from 'vitest';
import { parseMarkdown } from './parseMarkdown.ts';

test('raw HTML is shown, never parsed', () => {
  expect(parseMarkdown('<img src=x onerror=alert(1)>')).not.toContain('<img');
  expect(parseMarkdown('a <script>alert(1)</script> b')).not.toContain('<script');
  expect(parseMarkdown('<b>x</b>')).toContain('&lt;b&gt;');
});

test('a link leads to the web or a mailbox, in a new window, and says nothing of where it came from', () => {
  expect(parseMarkdown('[a](https://x.coop)')).toBe(
    '<p><a href="https://x.coop" target="_blank" rel="noopener noreferrer">a</a></p>',
  );
  expect(parseMarkdown('see https://x.coop')).toContain('<a href="https://x.coop"');
  expect(parseMarkdown('[a](mailto:a@b.coop)')).toContain('mailto:');
});

test('any other link is only its words', () => {
  for (const bad of [
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    '//x.coop',
    '/api',
    'blob:x',
  ])
    expect(parseMarkdown(`[a](${bad})`), bad).toBe('<p>a</p>');
});

test('an address cannot break out of its attribute', () => {
  expect(parseMarkdown('[a](<https://x.coop/"onmouseover="alert(1)>)')).not.toContain('"onmouseover');
});

test('a picture is a link: nothing is fetched by reading', () => {
  expect(parseMarkdown('![pic](https://x.coop/z.png)')).toBe(
    '<p><a href="https://x.coop/z.png" target="_blank" rel="noopener noreferrer">pic</a></p>',
  );
});

test('code and line breaks stay as they were typed', () => {
  expect(parseMarkdown('```js\nx < 1;\n```')).toBe('<pre><code>x &lt; 1;</code></pre>');
  expect(parseMarkdown('a\nb')).toBe('<p>a<br>b</p>');
});

test('what is nested beyond all reason is left as it was typed, and throws at nobody', () => {
  for (const part of ['>', '1. ', '> - ', '- ', '[', '**', '![', '*a '])
    expect(parseMarkdown(part.repeat(16_000 / part.length)) ?? 'as typed').toBeTypeOf('string');
  expect(parseMarkdown('>'.repeat(16_000))).toBeUndefined();
});
