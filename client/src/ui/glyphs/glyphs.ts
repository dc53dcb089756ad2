/** Line drawings on a 20 × 20 field, stroked in the colour of the text. Circles and boxes are written as paths. */
const circle = (x: number, y: number, r: number): string =>
  `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0-${2 * r} 0z`;
const box = (x: number, y: number, w: number, h: number, r: number): string =>
  `M${x + r} ${y}h${w - 2 * r}a${r} ${r} 0 0 1 ${r} ${r}v${h - 2 * r}a${r} ${r} 0 0 1-${r} ${r}h-${w - 2 * r}a${r} ${r} 0 0 1-${r}-${r}v-${h - 2 * r}a${r} ${r} 0 0 1 ${r}-${r}z`;

export const glyphs = {
  pen: 'm4.5 15.5.7-3.2 7.6-7.6a1.5 1.5 0 0 1 2.1 0l.4.4a1.5 1.5 0 0 1 0 2.1l-7.6 7.6z',
  plus: 'M10 4v12M4 10h12',
  close: 'm5 5 10 10M15 5 5 15',
  check: 'm4.5 10.5 3.7 3.7 7.3-8',
  back: 'M12.5 4.5 7 10l5.5 5.5',
  down: 'm5.5 8 4.5 4.5L14.5 8',
  arrowUp: 'M10 16V4.5M5 9.2l5-5 5 5',
  arrowDown: 'M10 4v11.5M5 10.8l5 5 5-5',
  panel: `${box(3, 4, 14, 12, 2.5)}M12.2 4v12`,
  lock: `${box(4.5, 9, 11, 7.5, 2)}M7 9V6.8a3 3 0 0 1 6 0V9`,
  smile: `${circle(10, 10, 7)}M7 11.8c.7 1.2 1.8 1.8 3 1.8s2.3-.6 3-1.8M7.6 8h.01M12.4 8h.01`,
  reply: 'M7.8 5 3.5 9.3l4.3 4.3M3.8 9.3h7.4a5 5 0 0 1 5 5v.7',
  bin: 'M4 6h12M8 6V4.2h4V6M5.5 6l.7 9.3a1 1 0 0 0 1 .9h5.6a1 1 0 0 0 1-.9l.7-9.3M8.4 9v4.500M11.6 9v4.500',
  laptop: `${box(4, 4.5, 12, 8.5, 1.5)}M2.5 15.7h15`,
  server: `${box(3.5, 4, 13, 5, 1.5)}${box(3.5, 11, 13, 5, 1.5)}M6.5 6.5h.01M6.500 13.500h.01`,
  copy: `${box(7, 7, 9.5, 9.5, 2)}M13 7V5.500A2 2 0 0 0 11 3.500H5.500a2 2 0 0 0-2 2V11a2 2 0 0 0 2 2H7`,
  link: 'M8.300 11.700a3 3 0 0 0 4.300 0l2.700-2.700a3 3 0 0 0-4.300-4.300l-.9.9M11.700 8.300a3 3 0 0 0-4.300 0L4.700 11a3 3 0 0 0 4.300 4.300l.9-.9',
  person: `${circle(8, 7.2, 2.9)}M2.700 16c.4-2.800 2.600-4.300 5.300-4.300s4.900 1.500 5.300 4.300M15.500 6v5M13 8.500h5`,
  keys: `${box(2.5, 5, 15, 10, 2)}M6 8.500h.01M8.700 8.500h.01M11.300 8.500h.01M14 8.500h.01M7 11.800h6`,
  caution: 'M10 3.800 17 16H3zM10 8.300v3.400M10 13.900h.01',
  code: `${box(3.5, 3.5, 5, 5, 1)}${box(11.5, 3.5, 5, 5, 1)}${box(3.5, 11.5, 5, 5, 1)}M11.500 11.500h2v2M16.500 11.500v.010M16.500 14v2.500H14M11.500 16.500v.010`,
  key: `${circle(7, 13, 3.2)}M9.300 10.700l6.200-6.200M12.700 7.300l2.300 2.300`,
} as const;

export type GlyphName = keyof typeof glyphs;
