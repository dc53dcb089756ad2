export const restore = {
  title: 'Which words did you write down?',
  text: 'This browser becomes a new device of yours. Your rooms and what was written come back from the relay.',
  code: 'Recovery code',
  hint: 'Twelve words, in order. The first four letters of each are enough.',
  more: 'I have a passphrase or a file',
  file: 'Recovery file',
  fileHint: 'Without one the relay’s copy is used. Of the two the newer counts.',
  go: 'Recover',
  busy: 'Opening the copy',
} as const;
